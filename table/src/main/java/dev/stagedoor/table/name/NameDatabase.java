package dev.stagedoor.table.name;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.DatabaseFile;
import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.sqlite.SqliteDamage;
import dev.stagedoor.storage.disk.CommitCounter;
import dev.stagedoor.storage.disk.CommitMark;
import dev.stagedoor.storage.disk.DamagedFileException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
     * Opens the file, or creates it, with mode 0600.
     *
     * @throws DamagedFileException when it is damaged, or lacks changes that had returned
     * @throws StagedoorException {@code INVALID_CONFIG} when it cannot be opened
     */
    public static NameDatabase open(Path file) {
        try {
            create(file);
            requireAcknowledged(file);
            var database = new DatabaseFile(
                    file, NameTables.VERSIONS, SynchronousMode.FULL, MAX_IDLE_LOG_BYTES, Math.toIntExact(BUSY_TIMEOUT.toMillis()));
            Connection connection = database.connectWriter();
            try {
                var writer = new NameWriter(connection, CommitMark.open(counter(file).mark(), changes(connection)));
                return new NameDatabase(
                        writer, new ReaderPool<>(MIN_READERS, () -> new NameReader(database.connectReader()), NameFailures.READING));
            } catch (SQLException | IOException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (IOException e) {
            throw refused(file, "could not be created: " + e.getClass().getSimpleName() + ". Check the data directory.", e);
        } catch (SQLException e) {
            String reason = SqliteDamage.clause(e);
            Optional<String> damage = SqliteDamage.of(e);
            if (damage.isPresent()) {
                throw new DamagedFileException(
                        "The names of tables in " + file + " could not be opened: " + reason + ". Restore the file from a backup.",
                        damage.get(),
                        e);
            }
            throw refused(file, "could not be opened: " + reason + ". Check the data directory.", e);
        } catch (StagedoorException e) {
            throw e instanceof DamagedFileException ? e : refused(file, "could not be read: " + e.getMessage(), e);
        }
    }

    /** An empty file is a valid, empty database; SQLite gives its log and index the same permissions. */
    private static void create(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, ownerOnly);
        } catch (FileAlreadyExistsException _) {
            // That of an earlier run.
        }
    }

    /** Without its last changes, tables would lack rows, and files would be loaded again that are in no table any more. */
    private static void requireAcknowledged(Path file) throws IOException, SQLException {
        long lost = counter(file).lost();
        if (lost > 0) {
            String reason = "it lacks " + CommitCounter.lacking(lost) + ": " + file.getFileName()
                    + "-wal was cut short or removed, or " + file.getFileName() + " is an older one";
            throw new DamagedFileException("The names of tables in " + file + " could not be opened: " + reason, reason, null);
        }
    }

    /** Tells how many changes a file of names lacks that nobody has open. Changes of other engines are not counted. */
    public static CommitCounter counter(Path file) {
        return new CommitCounter(file, file.resolveSibling(file.getFileName() + "-commits"), NameTables.CHANGE_COUNT);
    }

    private static long changes(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NameTables.CHANGES)) {
            return row.getLong(1);
        }
    }

    private static StagedoorException refused(Path file, String reason, Throwable cause) {
        return new StagedoorException(ErrorCode.INVALID_CONFIG, "The names of tables in " + file + " " + reason, cause);
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
     * @throws UnknownOutcomeException when it is not known whether this was done
     */
    public Outcome create(String database, String name, String location, boolean orReplace, long nowMillis) {
        return settled(database, name, location, Outcome.DONE, names -> {
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
            names.update(NameTables.FORGET_LEFTOVER, Remains.directory(location));
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
        return settled(
                database, name, to, true, names -> names.update(NameTables.MOVE, to, from, CATALOG, database, name, from) == 1);
    }

    /** A change that gives a table its metadata. When it fails, it is looked whether it was made. */
    private <T> T settled(String database, String name, String to, T made, NameWriter.Change<T> change) {
        try {
            return writer.write(change);
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
                return made;
            }
            throw NameFailures.mayHaveBeenWritten(e) ? new UnknownOutcomeException(e) : e;
        }
    }

    /** What is left of tables without names; closed with this. */
    public Remains remains() {
        return new Remains(writer, readers);
    }

    @Override
    public void close() {
        readers.close();
        writer.close();
    }
}
