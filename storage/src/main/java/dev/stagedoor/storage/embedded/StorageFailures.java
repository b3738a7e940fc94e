package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what the file system and the index report into what the contract knows. Paths and SQL stay in the cause, for the log. */
final class StorageFailures implements ReaderPool.Failures {
    /**
     * A failed write counts as a full disk when less than this is left. The JDK passes on only a text for ENOSPC, in the language of
     * the process.
     */
    private static final long NEARLY_FULL_BYTES = 1 << 20;

    private final Disk disk;
    private final Path directory;

    /** @param directory any on the file system the store writes to */
    StorageFailures(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    StorageException write(IOException cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("No space left") || text.contains("quota") || isNearlyFull()) {
            return full(cause);
        }
        return new StorageException(Kind.OTHER, "the object could not be written to disk; the server's log has the reason", cause);
    }

    StorageException read(IOException cause) {
        return new StorageException(Kind.OTHER, "the object could not be read from disk; the server's log has the reason", cause);
    }

    @Override
    public StorageException closed() {
        return OpenGate.closedException();
    }

    /** What became of a query of the index. */
    @Override
    public StorageException failed(SQLException cause) {
        return index(cause);
    }

    StorageException index(SQLException cause) {
        if (isFull(cause) || (primaryCode(cause) == SQLiteErrorCode.SQLITE_IOERR.code && isNearlyFull())) {
            return full(cause);
        }
        return new StorageException(Kind.OTHER, "the index of the store failed; the server's log has the reason", cause);
    }

    StorageException defect(Throwable cause) {
        return new StorageException(Kind.OTHER, "the store failed; the server's log has the reason", cause);
    }

    static boolean isFull(SQLException cause) {
        return primaryCode(cause) == SQLiteErrorCode.SQLITE_FULL.code;
    }

    private static int primaryCode(SQLException cause) {
        return cause instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xFF : 0;
    }

    private static StorageException full(Exception cause) {
        return new StorageException(Kind.INSUFFICIENT_STORAGE, "the server's disk is full: free space and try again", cause);
    }

    private boolean isNearlyFull() {
        try {
            return disk.usableBytes(directory) < NEARLY_FULL_BYTES;
        } catch (IOException e) {
            return false; // whatever is wrong, it is not known to be a lack of space
        }
    }
}
