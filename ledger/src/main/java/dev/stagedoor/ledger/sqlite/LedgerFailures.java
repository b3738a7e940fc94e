package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.storage.disk.CommitCounter;
import dev.stagedoor.storage.disk.DamagedFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What the ledger says when it cannot go on. */
final class LedgerFailures {
    static final ReaderPool.Failures OF_READERS = new ReaderPool.Failures() {
        @Override
        public StagedoorException closed() {
            return LedgerFailures.closed();
        }

        @Override
        public StagedoorException failed(SQLException cause) {
            return unavailable(cause);
        }
    };

    private LedgerFailures() {}

    static StagedoorException unavailable(SQLException e) {
        return unavailable(reason(e), e);
    }

    static StagedoorException unavailable(String reason, @Nullable Throwable cause) {
        return new StagedoorException(
                ErrorCode.STORAGE_UNAVAILABLE, "The ledger of presigned URLs could not be written or read: " + reason, true, cause);
    }

    static StagedoorException closed() {
        return unavailable("the server is stopping.", null);
    }

    static StagedoorException cannotOpen(Path directory, String reason, @Nullable Throwable cause) {
        String message = "The ledger " + directory + " " + reason;
        return cause == null
                ? new StagedoorException(ErrorCode.INVALID_CONFIG, message)
                : new StagedoorException(ErrorCode.INVALID_CONFIG, message, cause);
    }

    /** @param brief the reason in a few words */
    static DamagedFileException damaged(Path directory, String reason, String brief, Throwable cause) {
        return new DamagedFileException("The ledger " + directory + " " + reason, brief, cause);
    }

    /** @param lost how many changes that were answered are not in the database */
    static DamagedFileException lacksChanges(Path directory, long lost) {
        String brief = "it lacks " + CommitCounter.lacking(lost) + ": ledger.db-wal was cut short or removed, or ledger.db is an older one";
        return new DamagedFileException("The ledger " + directory + " cannot be opened: " + brief, brief, null);
    }

    private static String reason(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return "its database failed. Check the disk of the data directory.";
        }
        // Extended codes, such as SQLITE_IOERR_WRITE, carry the primary one in their low byte.
        int primary = sqlite.getResultCode().code & 0xff;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return "the disk is full. Free some space and try again.";
        }
        if (primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return "another process holds its lock. End that process and try again.";
        }
        return "its database failed (" + sqlite.getResultCode().name() + "). Check the disk of the data directory.";
    }
}
