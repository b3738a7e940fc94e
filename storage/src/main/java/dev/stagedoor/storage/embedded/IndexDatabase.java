package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.embedded.EmbeddedOptions.Durability;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * The file of the index: how connections to it are set up, and its schema. Text is UTF-8 and compared byte by byte (SQLite's BINARY
 * collation), which is the order of a listing.
 */
final class IndexDatabase {
    /** Kept in {@code PRAGMA user_version}; a file of a later one is refused. */
    static final int SCHEMA_VERSION = 5;

    /** For each connection. What is read often fits; the system caches the rest. */
    private static final int CACHE_KIB = 2 << 10;

    /** Written back into the database after so many pages of 4 KiB: 16 MiB of log. */
    private static final int CHECKPOINT_PAGES = 4096;

    /** What is left of the log on disk after a burst made it longer. */
    private static final int MAX_IDLE_LOG_BYTES = 64 << 20;

    private static final int BUSY_MILLIS = 10_000;

    /** Version 1. Later versions are reached by {@link #CHANGES}, from a new file as from an old one. */
    private static final String[] SCHEMA = {
        """
        CREATE TABLE object (
            key TEXT NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL,
            md5 BLOB NOT NULL,
            last_modified INTEGER NOT NULL, -- milliseconds since 1970 UTC
            content_type TEXT,
            blob INTEGER, -- id of the file, when the bytes are in one
            inline INTEGER -- id in inline, when they are there; an empty object has neither
        ) STRICT, WITHOUT ROWID""",
        // Apart from the keys, so that a listing does not read through the contents.
        "CREATE TABLE inline (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT",
        // One row: how often the store was opened, and whether it was closed since.
        "CREATE TABLE lifetime (run INTEGER NOT NULL, clean INTEGER NOT NULL) STRICT",
        "INSERT INTO lifetime VALUES (0, 1)",
    };

    /** What leads from each version to the next, the first from version 1. A statement that was released is never changed. */
    private static final List<List<String>> CHANGES = List.of(
            // All but the content type, as AttributeText has them; NULL when there are none.
            List.of("ALTER TABLE object ADD COLUMN attributes TEXT"),
            // CRC-32C of the pieces of a blob, some hundred in a row. Blobs from before have none.
            List.of(
                    """
                    CREATE TABLE piece (
                        blob INTEGER NOT NULL,
                        first INTEGER NOT NULL, -- number of the row's first piece
                        crc32c BLOB NOT NULL, -- four bytes for each, big-endian
                        PRIMARY KEY (blob, first)
                    ) STRICT, WITHOUT ROWID"""),
            // How many transactions were committed: CommitMark has the same number.
            List.of("ALTER TABLE lifetime ADD COLUMN commits INTEGER NOT NULL DEFAULT 0"),
            // As of the pieces of a blob, which has one here at most; contents from before have none.
            List.of("ALTER TABLE inline ADD COLUMN crc32c BLOB"));

    private final String url;
    private final Durability durability;

    /** @param file need not exist */
    IndexDatabase(Path file, Durability durability) {
        // As a URI: in a plain path sqlite-jdbc would take what follows a '?' for settings.
        this.url = "jdbc:sqlite:" + file.toUri();
        this.durability = durability;
    }

    /** The one connection that writes. Creates the schema when the file is new. */
    Connection connectWriter() throws SQLException {
        SQLiteConfig config = common();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                switch (durability) {
                    case FULL -> SQLiteConfig.SynchronousMode.FULL;
                    case NONE -> SQLiteConfig.SynchronousMode.OFF;
                });
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

    /**
     * For a connection that cannot write.
     *
     * @return false when the file has no schema yet, and so no objects
     * @throws StagedoorException {@code INVALID_CONFIG} when the file is of another version
     */
    static boolean hasCurrentSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version > SCHEMA_VERSION) {
                throw newer(version);
            }
            if (version > 0 && version < SCHEMA_VERSION) {
                throw new StagedoorException(
                        ErrorCode.INVALID_CONFIG,
                        "the store was written by an earlier Stagedoor (schema " + version + "): start the server once, which brings it up to date");
            }
            return version == SCHEMA_VERSION;
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.getInt(1);
        }
    }

    private static StagedoorException newer(int version) {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG,
                "the store was written by a newer Stagedoor (schema " + version + ", this one knows " + SCHEMA_VERSION
                        + "): use that version or another data directory");
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
            int version = version(statement);
            if (version > SCHEMA_VERSION) {
                throw newer(version);
            }
            if (version < SCHEMA_VERSION) {
                migrate(statement, version);
            }
        }
    }

    /** All or nothing: the version is part of the transaction. */
    private static void migrate(Statement statement, int version) throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        if (version == 0) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
        for (List<String> change : CHANGES.subList(Math.max(version, 1) - 1, CHANGES.size())) {
            for (String sql : change) {
                statement.execute(sql);
            }
        }
        statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
        statement.execute("COMMIT");
    }
}
