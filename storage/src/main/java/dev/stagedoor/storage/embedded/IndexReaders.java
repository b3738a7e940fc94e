package dev.stagedoor.storage.embedded;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded number of reading connections, opened when first needed. */
final class IndexReaders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexReaders.class);

    /** A query runs on the calling thread without waiting for anything, so more connections than cores gain little. */
    private static final int MAX_CONNECTIONS = Math.max(4, Runtime.getRuntime().availableProcessors());

    /** A query. */
    interface Query<T> {
        T run(IndexReader reader) throws SQLException;
    }

    private final IndexDatabase database;
    private final StorageFailures failures;
    private final Semaphore permits = new Semaphore(MAX_CONNECTIONS);
    private final ConcurrentLinkedDeque<IndexReader> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    IndexReaders(IndexDatabase database, StorageFailures failures) {
        this.database = database;
        this.failures = failures;
    }

    /** Runs a query, first waiting for a connection when all are busy. */
    <T> T read(Query<T> query) {
        permits.acquireUninterruptibly();
        try {
            if (closed) {
                throw OpenGate.closedException();
            }
            IndexReader reader = idle.pollLast();
            if (reader == null) {
                reader = new IndexReader(database.connectReader());
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
            throw failures.index(e);
        } finally {
            permits.release();
        }
    }

    /** A connection that failed is not used again. */
    private void giveBack(IndexReader reader, boolean sound) {
        if (sound && !closed) {
            idle.addLast(reader);
        } else {
            close(reader);
        }
    }

    private static void close(IndexReader reader) {
        try {
            reader.close();
        } catch (SQLException e) {
            LOG.warn("Could not close a connection to the index", e);
        }
    }

    /** Waits for queries under way. */
    @Override
    public void close() {
        closed = true;
        permits.acquireUninterruptibly(MAX_CONNECTIONS);
        IndexReader reader;
        while ((reader = idle.pollLast()) != null) {
            close(reader);
        }
        permits.release(MAX_CONNECTIONS);
    }
}
