package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The one connection to the catalog's file, and the lock that lets one thread at a time use it. */
final class SqliteDatabase implements AutoCloseable {
    private final Connection connection;
    private final ChangeCount changes;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Handle handle;

    /**
     * @param connection is closed with this
     * @param changes is closed with this
     */
    SqliteDatabase(Connection connection, ChangeCount changes) {
        this.connection = connection;
        this.changes = changes;
    }

    /** The connection itself; only while opening, and under {@link #exclusively} after that. */
    Connection connection() {
        return connection;
    }

    /** Runs the work while no other thread uses this database. */
    <R> R exclusively(Supplier<R> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs the work in a transaction, durable when this returns. Call under {@link #exclusively}.
     *
     * @param work gives whether it changed anything
     * @return the same
     * @throws StagedoorException {@code STORAGE_UNAVAILABLE} when the file cannot be written
     */
    boolean transact(Predicate<Handle> work) {
        try {
            boolean changed = handle().inTransaction(handle -> {
                boolean counted = work.test(handle);
                if (counted) {
                    changes.count(handle);
                }
                return counted;
            });
            if (changed) {
                changes.committed();
            }
            return changed;
        } catch (JdbiException e) {
            throw unavailable(e).orElse(e);
        }
    }

    /** Made at the first change: what reads at the start does without, because loading JDBI takes longer than opening the catalog. */
    private Handle handle() {
        Handle open = handle;
        if (open == null) {
            open = Jdbi.open(connection);
            // What is bound holds hashes of passwords, which no log shows. JDBI's own messages repeat it.
            open.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
            handle = open;
        }
        return open;
    }

    private static Optional<RuntimeException> unavailable(JdbiException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return Optional.ofNullable(unavailable(sqlite.getResultCode(), e));
            }
        }
        return Optional.empty();
    }

    private static @Nullable RuntimeException unavailable(SQLiteErrorCode code, JdbiException e) {
        // Extended codes, such as SQLITE_IOERR_WRITE, carry the primary one in their low byte.
        int primary = code.code & 0xff;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
            return refused("the disk is full. Free some space and try again.", e);
        }
        if (primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return refused("another process holds its lock. End that process and try again.", e);
        }
        if (primary == SQLiteErrorCode.SQLITE_IOERR.code || primary == SQLiteErrorCode.SQLITE_READONLY.code) {
            return refused("writing to its file failed (" + code.name() + "). Check the disk of the data directory.", e);
        }
        return null;
    }

    private static StagedoorException refused(String reason, JdbiException e) {
        return new StagedoorException(
                ErrorCode.STORAGE_UNAVAILABLE, "The catalog could not store the change: " + reason, true, e);
    }

    @Override
    public void close() {
        exclusively(() -> {
            try (changes) {
                connection.close();
                return true;
            } catch (SQLException e) {
                throw new StagedoorException(ErrorCode.STORAGE_UNAVAILABLE, "The catalog could not be closed.", e);
            }
        });
    }
}
