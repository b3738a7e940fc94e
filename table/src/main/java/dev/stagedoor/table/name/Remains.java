package dev.stagedoor.table.name;

import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.table.name.NameDatabase.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What is left of tables that have no name: tables that were dropped and can be brought back, and leftovers, which are directories whose
 * files are to be removed. Every change is one transaction, durable when the method returns.
 */
public final class Remains {
    private static final String METADATA = "/metadata/";

    private final NameWriter writer;
    private final ReaderPool<NameReader> readers;

    Remains(NameWriter writer, ReaderPool<NameReader> readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * A table that was dropped.
     *
     * @param metadata where its metadata lies
     */
    public record Dropped(long id, String database, String name, String metadata, long droppedAtMillis) {
        private static Dropped of(ResultSet row) throws SQLException {
            return new Dropped(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5));
        }
    }

    /**
     * A directory whose files are to be removed.
     *
     * @param directory as of {@link #directory}
     * @param notedAtMillis since when it is to be without a name
     */
    public record Leftover(String directory, long notedAtMillis) {}

    /** The directory of a table, a URI without a {@code /} at its end, told from where its metadata lies. */
    public static String directory(String metadata) {
        int end = metadata.lastIndexOf(METADATA);
        return metadata.substring(0, end < 0 ? Math.max(0, metadata.lastIndexOf('/')) : end);
    }

    /** Gives the table that was dropped last under this name its name again. */
    public Outcome undrop(String database, String name) {
        return writer.write(names -> {
            Optional<Dropped> last = droppedLast(names, database, name);
            if (last.isEmpty()) {
                return Outcome.UNKNOWN_TABLE;
            }
            if (!names.hasDatabase(database)) {
                return Outcome.UNKNOWN_DATABASE;
            }
            if (names.isTaken(database, name)) {
                return Outcome.NAME_TAKEN;
            }
            names.update(NameTables.ADD, NameDatabase.CATALOG, database, name, last.get().metadata());
            names.update(NameTables.FORGET_DROPPED, last.get().id());
            return Outcome.DONE;
        });
    }

    private static Optional<Dropped> droppedLast(NameWriter names, String database, String name) throws SQLException {
        return names.first(NameTables.DROPPED_LAST, Dropped::of, database, name);
    }

    /** Every table that can be brought back, the one that was dropped first before the others. */
    public List<Dropped> dropped() {
        return readers.read(reader -> reader.rows(NameTables.DROPPED, Dropped::of));
    }

    /**
     * Drops a table that cannot be brought back. Its directory becomes a leftover.
     *
     * @return the directory; empty when there is no such table
     */
    public Optional<String> dropForEver(String database, String name, long nowMillis) {
        return writer.write(names -> {
            Optional<String> directory = names.find(database, name).map(Remains::directory);
            if (directory.isPresent()) {
                names.update(NameTables.REMOVE, NameDatabase.CATALOG, database, name);
                names.update(NameTables.NOTE_LEFTOVER, directory.get(), nowMillis);
            }
            return directory;
        });
    }

    /** Lets a dropped table not be brought back any more. Its directory becomes a leftover, as of when it was dropped. */
    public void giveUp(Dropped table) {
        writer.write(names -> {
            if (names.update(NameTables.FORGET_DROPPED, table.id()) == 1) {
                names.update(NameTables.NOTE_LEFTOVER, directory(table.metadata()), table.droppedAtMillis());
            }
            return true;
        });
    }

    /** Where the metadata lies of everything that has a name, views of other engines too, and of all that can be brought back. */
    public List<String> kept() {
        return readers.read(reader -> reader.texts(NameTables.KEPT));
    }

    /** The same of tables alone. */
    public List<String> keptTables() {
        return readers.read(reader -> reader.texts(NameTables.KEPT_TABLES));
    }

    public List<Leftover> leftovers() {
        return readers.read(reader -> reader.rows(NameTables.LEFTOVERS, row -> new Leftover(row.getString(1), row.getLong(2))));
    }

    /** Makes a directory a leftover before it gets its first file. It is none any more when a table is created there. */
    public void note(String directory, long nowMillis) {
        writer.write(names -> names.update(NameTables.NOTE_LEFTOVER, directory, nowMillis));
    }

    /** A leftover that has no files any more, or has a name. */
    public void forget(String directory) {
        writer.write(names -> names.update(NameTables.FORGET_LEFTOVER, directory));
    }
}
