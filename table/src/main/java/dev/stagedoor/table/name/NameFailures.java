package dev.stagedoor.table.name;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sqlite.ReaderPool;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What users are told when the database of names fails. */
final class NameFailures {
    static final ReaderPool.Failures READING = new ReaderPool.Failures() {
        @Override
        public RuntimeException closed() {
            return new StagedoorException(ErrorCode.STORAGE_UNAVAILABLE, "The server is shutting down: try again", true, null);
        }

        @Override
        public RuntimeException failed(SQLException cause) {
            boolean busy = isBusy(cause);
            return new StagedoorException(
                    busy ? ErrorCode.STORAGE_UNAVAILABLE : ErrorCode.STORAGE_OTHER,
                    "The names of tables could not be read; the server's log has the reason",
                    busy,
                    cause);
        }
    };

    private NameFailures() {}

    static StagedoorException writing(SQLException cause) {
        int primary = primary(cause);
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return refused("the disk is full. Free some space and try again.", cause);
        }
        if (isBusy(cause)) {
            return refused("another process holds its lock. Try again.", cause);
        }
        if (primary == SQLiteErrorCode.SQLITE_IOERR.code || primary == SQLiteErrorCode.SQLITE_READONLY.code) {
            return refused(
                    "writing to its file failed (" + SQLiteErrorCode.getErrorCode(cause.getErrorCode()).name()
                            + "). Check the disk of the data directory.",
                    cause);
        }
        return new StagedoorException(
                ErrorCode.STORAGE_OTHER, "The names of tables could not be changed; the server's log has the reason", cause);
    }

    /** Whether a commit that failed so may yet be there after a crash. */
    static boolean mayHaveBeenWritten(StagedoorException failure) {
        return failure.getCause() instanceof SQLException e && primary(e) == SQLiteErrorCode.SQLITE_IOERR.code;
    }

    private static boolean isBusy(SQLException e) {
        return primary(e) == SQLiteErrorCode.SQLITE_BUSY.code || primary(e) == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    /** Extended codes carry the primary one in their low byte. */
    private static int primary(SQLException e) {
        return e.getErrorCode() & 0xff;
    }

    private static StagedoorException refused(String reason, SQLException cause) {
        return new StagedoorException(
                ErrorCode.STORAGE_UNAVAILABLE, "The names of tables could not be changed: " + reason, true, cause);
    }
}
