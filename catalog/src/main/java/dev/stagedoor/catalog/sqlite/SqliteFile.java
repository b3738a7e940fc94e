package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.DatabaseFile;
import dev.stagedoor.sqlite.SqliteDamage;
import dev.stagedoor.storage.disk.CommitCounter;
import dev.stagedoor.storage.disk.DamagedFileException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** Opens the catalog's file with its settings and in its newest schema, and says in one line why it cannot. */
final class SqliteFile {
    /** How long to wait for another connection's lock. Nobody should have one: the data directory is locked. */
    private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(5);

    /** What is left of the log on disk after a burst made it longer. */
    private static final int MAX_IDLE_LOG_BYTES = 4 << 20;

    private SqliteFile() {}

    /** What is made of an open database. */
    @FunctionalInterface
    interface Opening<R> {
        R on(SqliteDatabase database) throws SQLException;
    }

    static <R> R open(Path file, Opening<R> opening) {
        try {
            create(file);
            requireAcknowledged(file);
            create(ChangeCount.mark(file));
            Connection connection = database(file).connectWriter();
            try {
                return on(connection, ChangeCount.open(file, connection), opening);
            } catch (SQLException | IOException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (IOException e) {
            throw refused(file, "could not be created: " + e.getClass().getSimpleName() + ". Check the data directory.", e);
        } catch (SQLException | FlywayException e) {
            Optional<String> damage = SqliteDamage.of(e);
            if (damage.isPresent()) {
                throw new DamagedFileException(
                        "The catalog " + file + " could not be opened: " + firstLine(e)
                                + ". Restore it from a backup, or start with another data directory.",
                        damage.get(),
                        e);
            }
            throw refused(file,
                    "could not be opened: " + firstLine(e) + ". Restore it from a backup, or start with another data directory.", e);
        } catch (StagedoorException e) {
            boolean saysWhichFile = e.code() == ErrorCode.INVALID_CONFIG && e.getMessage().contains(file.toString());
            throw saysWhichFile ? e : refused(file, "could not be read. " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            // A stored word this version does not know.
            throw refused(file, "could not be read: " + firstLine(e), e);
        }
    }

    private static <R> R on(Connection connection, ChangeCount changes, Opening<R> opening) throws SQLException {
        try {
            return opening.on(new SqliteDatabase(connection, changes));
        } catch (SQLException | RuntimeException e) {
            changes.close();
            throw e;
        }
    }

    /** Without its last changes, what was revoked would be granted again. */
    private static void requireAcknowledged(Path file) throws IOException, SQLException {
        long lost = ChangeCount.counter(file).lost();
        if (lost > 0) {
            String reason = "it lacks " + CommitCounter.lacking(lost) + ": " + file.getFileName()
                    + "-wal was cut short or removed, or " + file.getFileName() + " is an older one";
            throw new DamagedFileException("The catalog " + file + " could not be opened: " + reason, reason, null);
        }
    }

    static StagedoorException refused(Path file, String reason, Throwable cause) {
        return new StagedoorException(ErrorCode.INVALID_CONFIG, "The catalog " + file + " " + reason, cause);
    }

    private static DatabaseFile database(Path file) {
        return new DatabaseFile(
                file,
                (connection, others) -> SqliteSchema.bringUpToDate(file, connection, others),
                SynchronousMode.FULL,
                MAX_IDLE_LOG_BYTES,
                Math.toIntExact(BUSY_TIMEOUT.toMillis()));
    }

    /** An empty file is a valid, empty database; SQLite gives its WAL and index the same permissions. */
    private static void create(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, ownerOnly);
        } catch (FileAlreadyExistsException _) {
            // The catalog of an earlier run.
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
