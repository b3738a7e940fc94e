package dev.stagedoor.table;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.location.StoreRoot;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * All tables, and the databases they are in. Safe for use by many threads, and by many processes at once over one database and store.
 *
 * <p>The names lie in a SQLite database with the tables of Iceberg's JDBC catalog, everything else below {@code warehouse/} in the store.
 * Every method throws {@link StagedoorException}: as documented, and 3001, 3901 or 4000 when the store or the database fails.
 */
public final class Warehouse implements AutoCloseable {
    /** What every key of a table begins with, after the root. No path of a stage leads there: those begin with {@code stage/}. */
    public static final String PREFIX = "warehouse/";

    /** Is always there. */
    public static final String DEFAULT_DATABASE = "default";

    private Warehouse() {}

    /**
     * Opens the warehouse, or creates it.
     *
     * @param database the file with the names; its directory exists
     * @param root where the tables lie; not closed by this
     * @param uri of the root, as other engines open it, with a {@code /} at its end: {@code s3://bucket/}. Files of tables refer to each
     *     other by it
     * @throws StagedoorException {@code INVALID_CONFIG} when the database cannot be opened or is not one of a warehouse
     */
    public static Warehouse open(Path database, StoreRoot root, String uri, Clock clock) {
        return new Warehouse();
    }

    public SortedSet<String> databases() {
        throw new UnsupportedOperationException();
    }

    /** @throws StagedoorException 2301 when it exists and {@code ifNotExists} is false; 1006 for an illegal name */
    public void createDatabase(String name, boolean ifNotExists) {
        throw new UnsupportedOperationException();
    }

    /**
     * Drops a database with its tables, in one step.
     *
     * @throws StagedoorException 1003 when there is none and {@code ifExists} is false; 1006 for {@value #DEFAULT_DATABASE}
     */
    public void dropDatabase(String name, boolean ifExists) {
        throw new UnsupportedOperationException();
    }

    /**
     * The tables of a database by name.
     *
     * @throws StagedoorException 1003
     */
    public List<TableId> tables(String database) {
        throw new UnsupportedOperationException();
    }

    /**
     * A table as it is now. Costs one look into the database, unless the table has changed since it was last asked for.
     *
     * @throws StagedoorException 3001 when its metadata is missing, 4000 when it is damaged
     */
    public Optional<Table> find(TableId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * A table that must be there.
     *
     * @throws StagedoorException 1025, and as {@link #find}
     */
    public Table table(TableId id) {
        return find(id).orElseThrow(() -> TableErrors.unknownTable(id));
    }

    /**
     * Creates a table.
     *
     * @param orReplace drops a table of this name in the same step; what was loaded into that is not known to the new one
     * @param ifNotExists leaves a table of this name as it is, and gives that
     * @throws StagedoorException 1003 without its database; 2302 when the name is taken; 1002 for a type that tables cannot have; 1006 for
     *     columns that do not fit together
     */
    public Table create(NewTable table, boolean orReplace, boolean ifNotExists) {
        throw new UnsupportedOperationException();
    }

    /** @throws StagedoorException 1025 when there is none and {@code ifExists} is false; 1003 likewise for its database */
    public void drop(TableId id, boolean ifExists) {
        throw new UnsupportedOperationException();
    }

    /** @throws StagedoorException 1025; 1003 without the new database; 2302 when the new name is taken */
    public void rename(TableId from, TableId to) {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes all rows, and what is known of loaded files with them.
     *
     * @throws StagedoorException 1025; 2009, retryable, when other commits did not end
     */
    public Table truncate(TableId id) {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds data files to a table, and the files they were loaded from to its history, in one commit. When this throws, nothing was
     * committed, and the data files are the caller's to delete, unless it says otherwise.
     *
     * @param base the table for whose columns the files were written
     * @param files may be empty when only the history grows
     * @param loaded may be empty, as for an INSERT
     * @param force commits also when some of {@code loaded} are known already
     * @return the table after it
     * @throws AlreadyLoadedException when some of {@code loaded} are in the history by now
     * @throws StagedoorException 1025 when the table was dropped or replaced meanwhile; 2009, retryable, when other commits did not end
     */
    public Table append(Table base, List<WrittenFile> files, List<LoadedFile> loaded, boolean force) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
