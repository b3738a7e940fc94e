package dev.stagedoor.catalog.ledger;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded number of reading connections, opened when first needed. */
final class LedgerReaders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerReaders.class);

    /** A query runs on the calling thread without waiting for anything, so more connections than cores gain little. */
    private static final int MAX_CONNECTIONS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** A query. */
    interface Query<T> {
        T run(LedgerReader reader) throws SQLException;
    }

    private final LedgerDatabase database;
    private final Semaphore permits = new Semaphore(MAX_CONNECTIONS);
    private final ConcurrentLinkedDeque<LedgerReader> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    LedgerReaders(LedgerDatabase database) {
        this.database = database;
    }

    /**
     * Runs a query, first waiting for a connection when all are busy.
     *
     * @throws dev.stagedoor.errors.StagedoorException {@code STORAGE_UNAVAILABLE}
     */
    <T> T read(Query<T> query) {
        permits.acquireUninterruptibly();
        try {
            if (closed) {
                throw LedgerFailures.closed();
            }
            LedgerReader reader = idle.pollLast();
            if (reader == null) {
                reader = new LedgerReader(database.connectReader());
            }
            boolean sound = false;
            try {
                T result = query.run(reader);
                sound = true;
                return result;
            } finally {
                giveBack(reader, sound);
            }
        } catch (SQLException e) {
            throw LedgerFailures.unavailable(e);
        } finally {
            permits.release();
        }
    }

    /** A connection that failed is not used again. */
    private void giveBack(LedgerReader reader, boolean sound) {
        if (sound && !closed) {
            idle.addLast(reader);
        } else {
            close(reader);
        }
    }

    private static void close(LedgerReader reader) {
        try {
            reader.close();
        } catch (SQLException e) {
            LOG.warn("Could not close a connection to the ledger", e);
        }
    }

    /** Waits for queries under way. */
    @Override
    public void close() {
        closed = true;
        permits.acquireUninterruptibly(MAX_CONNECTIONS);
        LedgerReader reader;
        while ((reader = idle.pollLast()) != null) {
            close(reader);
        }
        permits.release(MAX_CONNECTIONS);
    }
}
