package dev.stagedoor.storage.embedded;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.DatabaseFile;
import dev.stagedoor.sqlite.SchemaVersions;
import dev.stagedoor.storage.embedded.EmbeddedOptions.Durability;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The file of the index, and its schema. Text is UTF-8 and compared byte by byte (SQLite's BINARY collation), which is the order of a
 * listing.
 */
final class IndexDatabase {
    static final SchemaVersions SCHEMA = new SchemaVersions(
            List.of(
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
                    "INSERT INTO lifetime VALUES (0, 1)"),
            List.of(
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
                    List.of("ALTER TABLE inline ADD COLUMN crc32c BLOB"),
                    List.of(
                            // Uploads in parts that are under way.
                            """
                            CREATE TABLE upload (
                                key TEXT NOT NULL,
                                id TEXT NOT NULL,
                                begun INTEGER NOT NULL, -- milliseconds since 1970 UTC
                                content_type TEXT,
                                attributes TEXT, -- these two as of an object
                                composition INTEGER NOT NULL, -- by which its parts are known
                                PRIMARY KEY (key, id)
                            ) STRICT, WITHOUT ROWID""",
                            // Of uploads, of objects that were made of one, and of those that are dropped.
                            """
                            CREATE TABLE part (
                                composition INTEGER NOT NULL,
                                number INTEGER NOT NULL,
                                size INTEGER NOT NULL,
                                md5 BLOB NOT NULL,
                                blob INTEGER,
                                inline INTEGER, -- these two as of an object
                                start INTEGER, -- of its first byte in the object; NULL until there is one
                                PRIMARY KEY (composition, number)
                            ) STRICT, WITHOUT ROWID""",
                            "CREATE INDEX part_start ON part (composition, start) WHERE start IS NOT NULL",
                            // Whose parts nothing refers to any more; they are deleted bit by bit.
                            "CREATE TABLE dropped (composition INTEGER PRIMARY KEY) STRICT",
                            // What an object was put together from, and of how many parts; NULL when it was put whole.
                            "ALTER TABLE object ADD COLUMN composition INTEGER",
                            "ALTER TABLE object ADD COLUMN parts INTEGER")),
            IndexDatabase::newer);

    /** What is left of the log on disk after a burst made it longer. */
    private static final int MAX_IDLE_LOG_BYTES = 64 << 20;

    private static final int BUSY_MILLIS = 10_000;

    private IndexDatabase() {}

    /** @param file need not exist */
    static DatabaseFile at(Path file, Durability durability) {
        SynchronousMode synchronous = switch (durability) {
            case FULL -> SynchronousMode.FULL;
            case NONE -> SynchronousMode.OFF;
        };
        return new DatabaseFile(file, SCHEMA, synchronous, MAX_IDLE_LOG_BYTES, BUSY_MILLIS);
    }

    /**
     * For a connection that cannot write.
     *
     * @return false when the file has no schema yet, and so no objects
     * @throws StagedoorException {@code INVALID_CONFIG} when the file is of another version
     */
    static boolean hasCurrentSchema(Connection connection) throws SQLException {
        int version = SCHEMA.version(connection);
        if (version > 0 && version < SCHEMA.newest()) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG,
                    "the store was written by an earlier Stagedoor (schema " + version
                            + "): start the server once, which brings it up to date");
        }
        return version == SCHEMA.newest();
    }

    private static StagedoorException newer(int version) {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG,
                "the store was written by a newer Stagedoor (schema " + version + ", this one knows " + SCHEMA.newest()
                        + "): use that version or another data directory");
    }
}
