package dev.stagedoor.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.disk.CommitCounter;
import dev.stagedoor.storage.disk.DamagedFileException;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.table.file.FileLocations;
import dev.stagedoor.table.file.StoreFileIO;
import dev.stagedoor.table.name.NameDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.expressions.Expressions;

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

    /** Snapshots and columns, of all tables, whose metadata is kept. Each is some hundred bytes. */
    private static final int MAX_KEPT_METADATA = 200_000;

    /** How often metadata is looked for that another process replaced and deleted between two looks. */
    private static final int MAX_LOOKS = 5;

    /** Of a name, in the directory of a table: the rest is for people, and letters of other scripts make long keys. */
    private static final int MAX_READABLE_NAME = 40;

    private final NameDatabase names;
    private final StoreFileIO files;
    private final TableReader reader;
    private final TableCommits commits;
    private final WritesInFlight writes;
    private final Retention retention;
    private final TablePurge purge;
    private final Clock clock;
    private final Cache<String, TableMetadata> metadata = Caffeine.newBuilder()
            .maximumWeight(MAX_KEPT_METADATA)
            .weigher((String _, TableMetadata each) -> 10 + each.snapshots().size() + each.schemas().size() * each.lastColumnId())
            .build();

    private Warehouse(NameDatabase names, StoreFileIO files, Retention retention, Clock clock) {
        this.names = names;
        this.files = files;
        this.reader = new TableReader(files, new LoadLog(files));
        this.commits = new TableCommits(files, names, reader, this::find, this::keep, TableCommits.MAX_ATTEMPTS);
        this.writes = new WritesInFlight(clock);
        this.retention = retention;
        var references = new References(files, reader.loads());
        this.purge = new TablePurge(files, names.remains(), references, commits, writes, retention, clock);
        this.clock = clock;
    }

    /** The same that keeps what is not needed any more for the default time. */
    public static Warehouse open(Path database, StoreRoot root, String uri, Clock clock) {
        return open(database, root, uri, Retention.DEFAULT, clock);
    }

    /**
     * Opens the warehouse, or creates it.
     *
     * @param database the file with the names; its directory exists
     * @param root where the tables lie; not closed by this
     * @param uri of the root, as other engines open it, with a {@code /} at its end: {@code s3://bucket/}. Files of tables refer to each
     *     other by it
     * @throws DamagedFileException when the database is damaged, or lacks changes that had returned
     * @throws StagedoorException {@code INVALID_CONFIG} when it cannot be opened
     */
    public static Warehouse open(Path database, StoreRoot root, String uri, Retention retention, Clock clock) {
        NameDatabase names = NameDatabase.open(database);
        boolean opened = false;
        try {
            if (!names.hasDatabase(DEFAULT_DATABASE)) {
                names.createDatabase(DEFAULT_DATABASE);
            }
            opened = true;
        } finally {
            if (!opened) {
                names.close();
            }
        }
        return new Warehouse(names, new StoreFileIO(root.store(), new FileLocations(root.root(), uri)), retention, clock);
    }

    /** Where the tables lie. */
    public ObjectStore store() {
        return files.store();
    }

    /** Tells how many changes the database of a warehouse lacks that nobody has open. */
    public static CommitCounter counter(Path database) {
        return NameDatabase.counter(database);
    }

    public SortedSet<String> databases() {
        SortedSet<String> all = new TreeSet<>(names.databases());
        all.removeIf(name -> name.contains(".")); // nested ones of another engine
        return all;
    }

    /** Whether {@link #databases} has it, with one look into an index. */
    public boolean hasDatabase(String name) {
        return !name.contains(".") && names.hasDatabase(name);
    }

    /** @throws StagedoorException 2301 when it exists and {@code ifNotExists} is false; 1006 for an illegal name */
    public void createDatabase(String name, boolean ifNotExists) {
        TableId.checkDatabase(name);
        if (!names.createDatabase(name) && !ifNotExists) {
            throw TableErrors.databaseExists(name);
        }
    }

    /**
     * Drops a database with its tables, in one step.
     *
     * @throws StagedoorException 1003 when there is none and {@code ifExists} is false; 1006 for {@value #DEFAULT_DATABASE}
     */
    public void dropDatabase(String name, boolean ifExists) {
        if (name.equals(DEFAULT_DATABASE)) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "the database '" + name + "' cannot be dropped: drop its tables");
        }
        if (!names.dropDatabase(name, clock.millis()) && !ifExists) {
            throw TableErrors.unknownDatabase(name);
        }
    }

    /**
     * The tables of a database by name.
     *
     * @throws StagedoorException 1003
     */
    public List<TableId> tables(String database) {
        List<String> found = names.tables(database);
        if (found.isEmpty() && !names.hasDatabase(database)) {
            throw TableErrors.unknownDatabase(database);
        }
        return found.stream().map(name -> new TableId(database, name)).toList();
    }

    /**
     * A table as it is now. Costs one look into the database, unless the table has changed since it was last asked for.
     *
     * @throws StagedoorException 3001 when its metadata is missing, 4000 when it is damaged
     */
    public Optional<Table> find(TableId id) {
        for (int look = 1; ; look++) {
            Optional<String> location = names.find(id.database(), id.name());
            if (location.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Table(id, metadata(id, location.get()), reader));
            } catch (StagedoorException e) {
                boolean moved = !names.find(id.database(), id.name()).equals(location);
                if (!moved || look == MAX_LOOKS) {
                    throw e;
                }
            }
        }
    }

    private TableMetadata metadata(TableId id, String location) {
        TableMetadata kept = metadata.getIfPresent(location);
        if (kept == null) {
            try {
                kept = keep(TableMetadataParser.read(files, location));
            } catch (StagedoorException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new StagedoorException(
                        ErrorCode.STORAGE_OTHER,
                        "'" + location + "', the metadata of " + id + ", is damaged: put it back from a backup, or drop the table",
                        e);
            }
        }
        return kept;
    }

    private TableMetadata keep(TableMetadata read) {
        metadata.put(read.metadataFileLocation(), read);
        return read;
    }

    /**
     * A table that must be there.
     *
     * @throws StagedoorException 1025, and as {@link #find}
     */
    public Table table(TableId id) {
        return find(id).orElseThrow(() -> TableErrors.unknownTable(id));
    }

    /** Whether there is a table of this name, and be its files lost. */
    public boolean has(TableId id) {
        return names.find(id.database(), id.name()).isPresent();
    }

    /** @throws StagedoorException 1025 unless {@link #has} */
    public void requireName(TableId id) {
        if (!has(id)) {
            throw TableErrors.unknownTable(id);
        }
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
        Optional<Table> existing = orReplace ? Optional.empty() : find(table.id());
        if (existing.isPresent()) {
            return existing.filter(_ -> ifNotExists).orElseThrow(() -> TableErrors.tableExists(table.id()));
        }
        try {
            return create(define(table), List.of(), orReplace);
        } catch (StagedoorException e) {
            // Somebody else's of the same moment, or a view.
            if (!ifNotExists || e.code() != ErrorCode.TABLE_ALREADY_EXISTS) {
                throw e;
            }
            return find(table.id()).orElseThrow(() -> e);
        }
    }

    /**
     * A table that has no name yet, so that nobody finds it: data files can be written for it before it is there.
     *
     * @param orReplace whether its name may be taken
     * @throws StagedoorException as {@link #create(NewTable, boolean, boolean)}
     */
    public Table draft(NewTable table, boolean orReplace) {
        if (!orReplace && find(table.id()).isPresent()) {
            throw TableErrors.tableExists(table.id());
        }
        return define(table);
    }

    private Table define(NewTable table) {
        TableId id = table.id();
        TableMetadata first = TableDefinition.metadata(table, newDirectory(id), clock);
        if (!names.hasDatabase(id.database())) {
            throw TableErrors.unknownDatabase(id.database());
        }
        names.remains().note(first.location(), clock.millis());
        return new Table(id, first, reader);
    }

    /**
     * Gives a table its name, and with it the rows it begins with, in one step. When this throws, the name means what it meant before, and
     * the data files are the caller's to delete, but for {@link UnknownCommitException}.
     *
     * @param draft of {@link #draft}
     * @param files may be empty
     * @param orReplace drops a table of this name in the same step
     * @throws UnknownCommitException when the disk failed in the middle: then the data files must stay
     * @throws StagedoorException 1003 without its database; 2302 when the name is taken
     */
    public Table create(Table draft, List<WrittenFile> files, boolean orReplace) {
        TableId id = draft.id();
        var outcome = new AtomicReference<>(NameDatabase.Outcome.DONE);
        var operations = new PinnedOperations(id, draft.metadata(), this.files, location -> {
            outcome.set(names.create(id.database(), id.name(), location, orReplace, clock.millis()));
            return outcome.get() == NameDatabase.Outcome.DONE;
        });
        try {
            if (files.isEmpty()) {
                operations.publish(draft.metadata());
            } else {
                Transaction transaction = Transactions.newTransaction(id.toString(), operations, TableCommits.NO_REPORTS);
                new AppendChange(draft, files, reader.loads(), LoadLog.Loads.NONE, reader.locations()).prepare(draft, transaction);
                transaction.commitTransaction();
            }
        } catch (PinnedOperations.ConflictException _) {
            throw outcome.get() == NameDatabase.Outcome.UNKNOWN_DATABASE
                    ? TableErrors.unknownDatabase(id.database())
                    : TableErrors.tableExists(id);
        } catch (CommitStateUnknownException e) {
            throw new UnknownCommitException(id, e);
        } catch (RuntimeException e) {
            operations.settle();
            throw e;
        }
        return new Table(id, keep(operations.current()), reader);
    }

    /** A directory for a table, which no other has had: its name tells people what was in it when it was made. */
    private String newDirectory(TableId id) {
        return files.locations().uri() + PREFIX + readable(id.database()) + "/" + readable(id.name()) + "-" + UUID.randomUUID();
    }

    private static String readable(String name) {
        String letters = name.replaceAll("[^A-Za-z0-9_]", "_");
        return letters.substring(0, Math.min(letters.length(), MAX_READABLE_NAME));
    }

    /** @throws StagedoorException 1025 when there is none and {@code ifExists} is false; 1003 likewise for its database */
    public void drop(TableId id, boolean ifExists) {
        if (!names.drop(id.database(), id.name(), clock.millis()) && !ifExists) {
            throw names.hasDatabase(id.database()) ? TableErrors.unknownTable(id) : TableErrors.unknownDatabase(id.database());
        }
    }

    /**
     * Drops a table with its files, at once: it cannot be brought back.
     *
     * @throws StagedoorException 1025; 1002 when another engine has forbidden to remove its files
     */
    public void dropForEver(TableId id) {
        requireRemovable(id);
        String directory = names.remains()
                .dropForEver(id.database(), id.name(), clock.millis())
                .orElseThrow(() -> TableErrors.unknownTable(id));
        purge.removeLeftover(directory);
    }

    /**
     * Passes when the files of a table may be removed; of one whose metadata are lost, too.
     *
     * @throws StagedoorException 1025; 1002 when another engine has forbidden it
     */
    public void requireRemovable(TableId id) {
        Table table;
        try {
            table = table(id);
        } catch (StagedoorException e) {
            if (e.code() == ErrorCode.STORAGE_NOT_FOUND || e.code() == ErrorCode.STORAGE_OTHER) {
                return; // nobody can read what they say
            }
            throw e;
        }
        TablePurge.requireRemovable(id, table.metadata());
    }

    /**
     * Brings back the table that was dropped last under a name, with its rows and what was loaded into it.
     *
     * @throws StagedoorException 1025 when there is none, or not any more; 1003 without its database; 2302 when the name is taken
     */
    public void undrop(TableId id) {
        switch (names.remains().undrop(id.database(), id.name())) {
            case DONE -> {
                // It lies where it lay.
            }
            case UNKNOWN_TABLE -> throw TableErrors.nothingDropped(id);
            case UNKNOWN_DATABASE -> throw TableErrors.unknownDatabase(id.database());
            case NAME_TAKEN -> throw TableErrors.nameTaken(id);
        }
    }

    /** @throws StagedoorException 1025; 1003 without the new database; 2302 when the new name is taken */
    public void rename(TableId from, TableId to) {
        switch (names.rename(from.database(), from.name(), to.database(), to.name())) {
            case DONE -> {
                // Its files stay where they are.
            }
            case UNKNOWN_TABLE -> throw TableErrors.unknownTable(from);
            case UNKNOWN_DATABASE -> throw TableErrors.unknownDatabase(to.database());
            case NAME_TAKEN -> throw TableErrors.tableExists(to);
        }
    }

    /**
     * Removes all rows, and what is known of loaded files with them.
     *
     * @throws StagedoorException 1025; 2009, retryable, when other commits did not end
     */
    public Table truncate(TableId id) {
        return commits.commit(id, Optional.empty(), (_, transaction) -> {
            transaction.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
            transaction.updateProperties().remove(TableNotes.LOADS).commit();
        });
    }

    /** The time that loads of this moment have. */
    public Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /**
     * Adds data files to a table, and the files they were loaded from to its history, in one commit. When this throws, nothing was
     * committed, and the data files are the caller's to delete, but for {@link UnknownCommitException}.
     *
     * @param base the table for whose columns the files were written
     * @param files may be empty when only the history grows
     * @param loaded may be empty, as for an INSERT
     * @param force commits also when some of {@code loaded} are known already
     * @return the table after it
     * @throws AlreadyLoadedException when some of {@code loaded} are in the history by now
     * @throws UnknownCommitException when the disk failed in the middle of the commit: then the data files must stay
     * @throws StagedoorException 1025 when the table was dropped, replaced or renamed meanwhile; 2009, retryable, when other commits did
     *     not end
     */
    public Table append(Table base, List<WrittenFile> files, List<LoadedFile> loaded, boolean force) {
        return append(base, files, loaded, force, LoadRule.ALWAYS);
    }

    /** The same by another rule for what counts as loaded. */
    public Table append(Table base, List<WrittenFile> files, List<LoadedFile> loaded, boolean force, LoadRule rule) {
        if (files.isEmpty() && loaded.isEmpty()) {
            return table(base.id());
        }
        var loads = new LoadLog.Loads(loaded, now(), force, rule);
        var change = new AppendChange(base, files, reader.loads(), loads, reader.locations());
        return commits.commit(base.id(), Optional.of(base.uuid()), change);
    }

    /**
     * A table as it will be with more columns, which allow NULL. Nobody finds it; data files can be written for it, to be added by
     * {@link #append(Table, List, List, List, boolean)}.
     *
     * @throws StagedoorException as {@link #alter}
     */
    public Table evolved(Table base, List<NewColumn> added) {
        var operations = new PinnedOperations(base.id(), base.metadata(), files, _ -> false);
        Transaction transaction = Transactions.newTransaction(base.id().toString(), operations, TableCommits.NO_REPORTS);
        return new EvolvedAppend(base, added).evolved(base, transaction, reader);
    }

    /**
     * Adds columns to a table together with data files that have them.
     *
     * @param base the table as it is without them; the files were written for {@link #evolved}
     * @param added may be empty
     * @return the table after it
     * @throws StagedoorException as {@link #append(Table, List, List, boolean)}, and 2009, retryable, when the columns were changed since
     *     {@code base}
     */
    public Table append(Table base, List<NewColumn> added, List<WrittenFile> files, List<LoadedFile> loaded, boolean force) {
        return append(base, added, files, loaded, force, LoadRule.ALWAYS);
    }

    /** The same by another rule for what counts as loaded. */
    public Table append(
            Table base, List<NewColumn> added, List<WrittenFile> files, List<LoadedFile> loaded, boolean force, LoadRule rule) {
        if (added.isEmpty()) {
            return append(base, files, loaded, force, rule);
        }
        var loads = new LoadLog.Loads(loaded, now(), force, rule);
        var change = new AppendChange(evolved(base, added), files, reader.loads(), loads, reader.locations());
        return commits.commit(base.id(), Optional.of(base.uuid()), new EvolvedAppend(base, added).with(change, reader));
    }

    /**
     * Puts data files in the place of all that a table has, in one commit. What is known of loaded files stays: rows that are written anew
     * must not be loaded again. When this throws, nothing was committed, as with {@link #append}.
     *
     * @param base the table whose rows go, and for whose columns the files were written
     * @param files may be empty: then no row is left
     * @return the table after it
     * @throws UnknownCommitException when the disk failed in the middle of the commit: then the data files must stay
     * @throws StagedoorException 1025 when the table was dropped, replaced or renamed meanwhile; 2009, retryable, when it was changed since
     *     {@code base}, or other commits did not end
     */
    public Table overwrite(Table base, List<WrittenFile> files) {
        return commits.commit(base.id(), Optional.of(base.uuid()), new OverwriteChange(base, files, reader.locations()));
    }

    /**
     * Puts data files in the place of others with the same rows, in one commit. What others append meanwhile stays. When this throws,
     * nothing was committed, as with {@link #append}.
     *
     * @param base the table from which the rows were read, and for whose columns the files were written
     * @param replaced some of its files
     * @param files together have their rows
     * @return the table after it
     * @throws UnknownCommitException when the disk failed in the middle of the commit: then the data files must stay
     * @throws StagedoorException 1025 when the table was dropped, replaced or renamed meanwhile; 2009, retryable, when others have removed
     *     one of the files or changed its rows, or have changed the columns, or other commits did not end
     */
    public Table compact(Table base, List<TableFile> replaced, List<WrittenFile> files) {
        return commits.commit(base.id(), Optional.of(base.uuid()), new CompactChange(base, replaced, files, reader));
    }

    /**
     * Puts data files in the place of some that a table has, in one commit. What is known of loaded files stays. When this throws, nothing
     * was committed, as with {@link #append}.
     *
     * <p>Since {@code base} others may have added rows, and nothing else: then the table is as if this had come first.
     *
     * @param base the table that has the files that go, and for whose columns the others were written
     * @param gone may be empty
     * @param files may be empty
     * @param alone whether others may not even have added rows: for what depends on rows that are not there
     * @return the table after it
     * @throws UnknownCommitException when the disk failed in the middle of the commit: then the data files must stay
     * @throws StagedoorException 1025 when the table was dropped, replaced or renamed meanwhile; 2009, retryable, when it was changed since
     *     {@code base}, or other commits did not end
     */
    public Table replace(Table base, List<TableFile> gone, List<WrittenFile> files, boolean alone) {
        return commits.commit(base.id(), Optional.of(base.uuid()), new ReplaceChange(base, gone, files, alone, reader));
    }

    /**
     * Changes the columns of a table, in one commit. No file is written again.
     *
     * @param base must still have its name
     * @param changes are made one after the other: all of them or none
     * @return the table after it
     * @throws StagedoorException 1058 for a column that is not there; 1108 for a name that is taken; 1109 for the last column; 1002 and
     *     1006 for what columns cannot be; 1025 when the table was dropped, replaced or renamed meanwhile; 2009, retryable, when other
     *     commits did not end
     */
    public Table alter(Table base, List<ColumnChange> changes) {
        return commits.commit(base.id(), Optional.of(base.uuid()), new SchemaChange(changes));
    }

    /** Somebody writes files that no table refers to yet; until it is closed, none of them is removed as an orphan by this process. */
    public interface Writing extends AutoCloseable {
        @Override
        void close();
    }

    /** To be called before the first file is written. */
    public Writing writing() {
        return writes.begin();
    }

    /**
     * Removes what a table does not need any more: the content that was replaced longer ago than {@link Retention#history}, and files of
     * its directory that nothing refers to and that are older than {@link Retention#orphanAge}. What is known of loaded files stays.
     *
     * @param check is run now and then; what it throws ends the removal
     * @throws StagedoorException 1025 when the table was dropped, replaced or renamed meanwhile; 1002 when another engine has forbidden to
     *     remove its files; 2009, retryable, when other commits did not end; 3001 and 4000 when files are missing or damaged that tell
     *     which others are needed: then none is removed
     */
    public PurgeReport purge(Table base, Runnable check) {
        return purge.purge(base, check);
    }

    /**
     * Removes what no table refers to: tables that were dropped longer ago than {@link Retention#history}, directories of tables that never
     * got a name, and orphans in the directories of the others, if they are older than {@link Retention#orphanAge}.
     *
     * @param check is run now and then; what it throws ends the sweep
     */
    public SweepReport sweep(Runnable check) {
        return new WarehouseSweep(files, names.remains(), purge, writes, retention, clock, check).run();
    }

    @Override
    public void close() {
        names.close();
    }
}
