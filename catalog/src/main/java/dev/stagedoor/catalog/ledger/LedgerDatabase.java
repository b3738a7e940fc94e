package dev.stagedoor.catalog.ledger;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * The file of the ledger: how connections to it are set up, and its schema. Rows are numbered by {@link LedgerKey}, so that they are
 * appended, and there is no other index: what is not looked up by id is looked for from the newest on. Times are microseconds since 1970
 * UTC.
 */
final class LedgerDatabase {
    /** Kept in {@code PRAGMA user_version}; a file of a later one is refused. */
    static final int SCHEMA_VERSION = 3;

    /** For each connection. */
    private static final int CACHE_KIB = 2 << 10;

    /** Written back into the database after so many pages of 4 KiB: 16 MiB of log, two seconds of URLs at 30,000 a second. */
    private static final int CHECKPOINT_PAGES = 4096;

    /** What is left of the log on disk after a burst made it longer. */
    private static final int MAX_IDLE_LOG_BYTES = 32 << 20;

    private static final int BUSY_MILLIS = 1000;

    /** Version 1. Later versions are reached by {@link #CHANGES}, from a new file as from an old one. */
    private static final String[] SCHEMA = {
        "CREATE TABLE presign (key INTEGER PRIMARY KEY, expires_at INTEGER NOT NULL, entry BLOB NOT NULL) STRICT",
        """
        CREATE TABLE usage (
            key INTEGER PRIMARY KEY,
            first_at INTEGER,
            last_at INTEGER,
            uses INTEGER NOT NULL,
            bytes INTEGER,
            address TEXT,
            refusal TEXT,
            arrived INTEGER NOT NULL
        ) STRICT""",
        // Uploads to stores elsewhere whose file nobody has seen.
        "CREATE TABLE awaited (key INTEGER PRIMARY KEY) STRICT",
        "CREATE TABLE claim (key INTEGER PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT",
        "CREATE TABLE revoked (key INTEGER PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT",
        // Everything of the scope up to the key that had not expired at the time. Concerned: something was there.
        """
        CREATE TABLE watermark (
            key INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            name TEXT NOT NULL,
            at INTEGER NOT NULL,
            concerned INTEGER NOT NULL
        ) STRICT""",
        // One row: up to where the journal has been applied.
        "CREATE TABLE journal (epoch INTEGER NOT NULL, position INTEGER NOT NULL) STRICT",
        "INSERT INTO journal VALUES (0, 0)",
    };

    /** What leads from each version to the next, the first from version 1. A statement that was released is never changed. */
    private static final List<String> CHANGES = List.of(
            // Claims and revocations of URLs up to the key that had expired at the time may be gone.
            "CREATE TABLE forgotten (key INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT",
            // How many transactions were committed: the CommitMark has the number of the last one that was synced.
            "ALTER TABLE journal ADD COLUMN commits INTEGER NOT NULL DEFAULT 0");

    private final String url;

    /** @param file need not exist */
    LedgerDatabase(Path file) {
        // As a URI: in a plain path sqlite-jdbc would take what follows a '?' for settings.
        this.url = "jdbc:sqlite:" + file.toUri().toASCIIString();
    }

    /** The one connection that writes. Creates the schema when the file is new. */
    Connection connectWriter() throws SQLException {
        SQLiteConfig config = common();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setWalAutocheckpoint(CHECKPOINT_PAGES);
        config.setJournalSizeLimit(MAX_IDLE_LOG_BYTES);
        Connection connection = config.createConnection(url);
        boolean ready = false;
        try {
            prepareSchema(connection);
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    /** A connection that cannot write. */
    Connection connectReader() throws SQLException {
        SQLiteConfig config = common();
        config.setReadOnly(true);
        return config.createConnection(url);
    }

    private static SQLiteConfig common() {
        SQLiteConfig config = new SQLiteConfig();
        config.setCacheSize(-CACHE_KIB);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false); // each INSERT would prepare and run a query more
        return config;
    }

    private static void prepareSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version;
            try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
                version = rows.getInt(1);
            }
            if (version > SCHEMA_VERSION) {
                throw new StagedoorException(
                        ErrorCode.INVALID_CONFIG,
                        "The ledger was written by a newer Stagedoor (schema " + version + ", this one knows " + SCHEMA_VERSION
                                + "): use that version or another data directory.");
            }
            if (version < SCHEMA_VERSION) {
                statement.execute("BEGIN IMMEDIATE");
                if (version == 0) {
                    for (String sql : SCHEMA) {
                        statement.execute(sql);
                    }
                }
                for (String sql : CHANGES.subList(Math.max(version, 1) - 1, CHANGES.size())) {
                    statement.execute(sql);
                }
                statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
                statement.execute("COMMIT");
            }
        }
    }
}
