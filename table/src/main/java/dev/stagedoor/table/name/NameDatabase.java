package dev.stagedoor.table.name;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.DatabaseFile;
import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.sqlite.SqliteDamage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The names of all tables. Other processes may read and write the same file, through this class or through Iceberg's JDBC catalog under
 * the name {@value #CATALOG}. Every change is one transaction, durable when the method returns.
 */
public final class NameDatabase implements AutoCloseable {
    /** The name of the catalog, which other engines must give it too. */
    public static final String CATALOG = "stagedoor";

    /** How long to wait for the lock of another process, which holds it for one transaction. */
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(10);

    /** What is left of the log on disk after a burst made it longer. */
    private static final int MAX_IDLE_LOG_BYTES = 4 << 20;

    private static final int MIN_READERS = 4;

    private final NameWriter writer;
    private final ReaderPool<NameReader> readers;

    private NameDatabase(NameWriter writer, ReaderPool<NameReader> readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens the file, or creates it.
     *
     * @throws StagedoorException {@code INVALID_CONFIG} when it cannot be opened
     */
    public static NameDatabase open(Path file) {
        var database = new DatabaseFile(
                file, NameTables.VERSIONS, SynchronousMode.FULL, MAX_IDLE_LOG_BYTES, Math.toIntExact(BUSY_TIMEOUT.toMillis()));
        try {
            var writer = new NameWriter(database.connectWriter());
            return new NameDatabase(
                    writer, new ReaderPool<>(MIN_READERS, () -> new NameReader(database.connectReader()), NameFailures.READING));
        } catch (SQLException e) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG,
                    "The names of tables in " + file + " could not be opened: " + SqliteDamage.clause(e) + ". Restore it from a backup.",
                    e);
        } catch (StagedoorException e) {
            throw new StagedoorException(e.code(), "The names of tables in " + file + " could not be read: " + e.getMessage(), e);
        }
    }

    /** Where the metadata of a table lies now; empty when there is no such table. */
    public Optional<String> find(String database, String name) {
        return readers.read(reader -> reader.find(database, name));
    }

    /** The tables of a database, by name; none when there is no such database. */
    public List<String> tables(String database) {
        return readers.read(reader -> reader.texts(NameTables.LIST, CATALOG, database));
    }

    public SortedSet<String> databases() {
        List<String> all = readers.read(reader -> reader.texts(NameTables.DATABASES, CATALOG));
        return new TreeSet<>(all);
    }

    public boolean hasDatabase(String database) {
        return readers.read(reader -> !reader.texts(NameTables.HAS_DATABASE, CATALOG, database).isEmpty());
    }

    /** @return false when it exists already */
    public boolean createDatabase(String database) {
        return writer.write(names -> {
            if (names.hasDatabase(database)) {
                return false;
            }
            names.update(NameTables.ADD_DATABASE, CATALOG, database);
            return true;
        });
    }

    /**
     * Drops a database and its tables.
     *
     * @return false when there is none
     */
    public boolean dropDatabase(String database, long nowMillis) {
        return writer.write(names -> {
            boolean existed = names.hasDatabase(database);
            names.update(NameTables.NOTE_ALL_DROPPED, nowMillis, CATALOG, database);
            names.update(NameTables.REMOVE_ALL, CATALOG, database);
            names.update(NameTables.REMOVE_DATABASE, CATALOG, database);
            return existed;
        });
    }

    /** What became of a change to a name. */
    public enum Outcome {
        DONE,
        /** There is no table of this name. */
        UNKNOWN_TABLE,
        UNKNOWN_DATABASE,
        /** There is a table, or a view of another engine, of the name that the table was to have. */
        NAME_TAKEN
    }

    /**
     * Gives a table its first name.
     *
     * @param orReplace drops a table that has it
     */
    public Outcome create(String database, String name, String location, boolean orReplace, long nowMillis) {
        return writer.write(names -> {
            if (!names.hasDatabase(database)) {
                return Outcome.UNKNOWN_DATABASE;
            }
            if (orReplace) {
                names.drop(database, name, nowMillis);
            }
            if (names.isTaken(database, name)) {
                return Outcome.NAME_TAKEN;
            }
            names.update(NameTables.ADD, CATALOG, database, name, location);
            return Outcome.DONE;
        });
    }

    /** @return false when there is no such table */
    public boolean drop(String database, String name, long nowMillis) {
        return writer.write(names -> names.drop(database, name, nowMillis));
    }

    /** Gives a table another name. */
    public Outcome rename(String database, String name, String newDatabase, String newName) {
        return writer.write(names -> {
            if (!names.hasDatabase(newDatabase)) {
                return Outcome.UNKNOWN_DATABASE;
            }
            if (names.isTaken(newDatabase, newName)) {
                return Outcome.NAME_TAKEN;
            }
            int renamed = names.update(NameTables.RENAME, newDatabase, newName, CATALOG, database, name);
            return renamed == 1 ? Outcome.DONE : Outcome.UNKNOWN_TABLE;
        });
    }

    /**
     * Makes a table what other metadata says, if it still is what was looked at.
     *
     * @param from where the metadata lies that was looked at
     * @return false when the table is another by now, or gone
     * @throws UnknownOutcomeException when it is not known whether this was done
     */
    public boolean move(String database, String name, String from, String to) {
        try {
            return writer.write(names -> names.update(NameTables.MOVE, to, from, CATALOG, database, name, from) == 1);
        } catch (StagedoorException e) {
            // The disk may have failed after the transaction was written: then the table is the new one, now or after a restart.
            Optional<String> now;
            try {
                now = find(database, name);
            } catch (RuntimeException looking) {
                e.addSuppressed(looking);
                throw new UnknownOutcomeException(e);
            }
            if (now.equals(Optional.of(to))) {
                return true;
            }
            throw NameFailures.mayHaveBeenWritten(e) ? new UnknownOutcomeException(e) : e;
        }
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }

    /** A connection that reads. */
    private static final class NameReader implements ReaderPool.Reader {
        private final Connection connection;
        private final PreparedStatement find;

        NameReader(Connection connection) throws SQLException {
            this.connection = connection;
            this.find = connection.prepareStatement(NameTables.FIND);
        }

        Optional<String> find(String database, String name) throws SQLException {
            find.setString(1, CATALOG);
            find.setString(2, database);
            find.setString(3, name);
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }

        List<String> texts(String sql, String... parameters) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setString(i + 1, parameters[i]);
                }
                List<String> texts = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        texts.add(rows.getString(1));
                    }
                }
                return texts;
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
