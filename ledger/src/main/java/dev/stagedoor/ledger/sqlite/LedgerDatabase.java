package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.DatabaseFile;
import dev.stagedoor.sqlite.SchemaVersions;
import java.nio.file.Path;
import java.util.List;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The file of the ledger, and its schema. Rows are numbered by {@link LedgerKey}, so that they are appended, and there is no other index:
 * what is not looked up by id is looked for from the newest on. Times are microseconds since 1970 UTC.
 */
final class LedgerDatabase {
    static final SchemaVersions SCHEMA = new SchemaVersions(
            List.of(
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
                    "INSERT INTO journal VALUES (0, 0)"),
            List.of(
                    // Claims and revocations of URLs up to the key that had expired at the time may be gone.
                    List.of("CREATE TABLE forgotten (key INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT"),
                    // How many transactions were committed: the CommitMark has the number of the last one that was synced.
                    List.of("ALTER TABLE journal ADD COLUMN commits INTEGER NOT NULL DEFAULT 0"),
                    // Uploads that were planned. The state is UploadPlan.State's place in the order; those below 2 are open.
                    List.of(
                            """
                            CREATE TABLE upload (
                                key INTEGER PRIMARY KEY,
                                random INTEGER NOT NULL,
                                user TEXT NOT NULL,
                                stage TEXT NOT NULL,
                                path TEXT NOT NULL,
                                basis TEXT NOT NULL,
                                place TEXT NOT NULL,
                                upload TEXT,
                                before TEXT,
                                size INTEGER NOT NULL,
                                part_size INTEGER NOT NULL,
                                content_type TEXT,
                                content_length INTEGER,
                                max_size INTEGER,
                                sha256 BLOB,
                                overwrite INTEGER NOT NULL,
                                one_time INTEGER NOT NULL,
                                from_ip TEXT,
                                source TEXT,
                                begun_at INTEGER NOT NULL,
                                expires_at INTEGER NOT NULL,
                                state INTEGER NOT NULL,
                                receipt_size INTEGER,
                                receipt_etag TEXT,
                                receipt_sha256 TEXT,
                                confirmed_at INTEGER
                            ) STRICT""",
                            "CREATE INDEX open_upload ON upload (key) WHERE state < 2")),
            LedgerDatabase::newer);

    /** What is left of the log on disk after a burst made it longer. */
    private static final int MAX_IDLE_LOG_BYTES = 32 << 20;

    private static final int BUSY_MILLIS = 1000;

    private LedgerDatabase() {}

    /** @param file need not exist */
    static DatabaseFile at(Path file) {
        return new DatabaseFile(file, SCHEMA, SynchronousMode.FULL, MAX_IDLE_LOG_BYTES, BUSY_MILLIS);
    }

    private static StagedoorException newer(int version) {
        return new StagedoorException(
                ErrorCode.INVALID_CONFIG,
                "The ledger was written by a newer Stagedoor (schema " + version + ", this one knows " + SCHEMA.newest()
                        + "): use that version or another data directory.");
    }
}
