package dev.stagedoor.sqlite;

import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells a damaged database from one that cannot be read or written just now. */
public final class SqliteDamage {
    private SqliteDamage() {}

    /** The damage that SQLite found, as its own word; empty when the failure, and what caused it, is of another kind. */
    public static Optional<String> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite && isDamage(sqlite)) {
                return Optional.of(sqlite.getResultCode().name());
            }
        }
        return Optional.empty();
    }

    /** What is wrong with a database that could not be read, as a clause without SQLite's own text. */
    public static String clause(SQLException failure) {
        int primary = failure.getErrorCode() & 0xff;
        if (primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return "it is no SQLite database";
        }
        if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code) {
            return "its pages do not fit together";
        }
        if (primary == SQLiteErrorCode.SQLITE_CANTOPEN.code || primary == SQLiteErrorCode.SQLITE_READONLY.code) {
            return "it has a log (-wal), and its directory cannot be written: look at a copy that can";
        }
        return "it cannot be read (" + SQLiteErrorCode.getErrorCode(failure.getErrorCode()).name() + ")";
    }

    private static boolean isDamage(SQLException failure) {
        int primary = failure.getErrorCode() & 0xff;
        return primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
    }
}
