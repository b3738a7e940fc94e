package dev.stagedoor.sqlite;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of reading connections to one database, opened when first needed.
 *
 * @param <R> a connection with its prepared queries
 */
public final class ReaderPool<R extends ReaderPool.Reader> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

    /** Queries on one connection, for one thread at a time. */
    public interface Reader extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /** Opens a connection. */
    @FunctionalInterface
    public interface Opening<R> {
        R open() throws SQLException;
    }

    /** A query. */
    @FunctionalInterface
    public interface Query<R, T> {
        T run(R reader) throws SQLException;
    }

    /** What the owner of the database says when it cannot be read. */
    public interface Failures {
        RuntimeException closed();

        RuntimeException failed(SQLException cause);
    }

    private final int maxConnections;
    private final Opening<R> opening;
    private final Failures failures;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<R> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /**
     * @param minConnections that may be open at once, however few cores there are. With more cores it is one for each: a query runs on the
     *     calling thread without waiting for anything, so more connections than cores gain little
     */
    public ReaderPool(int minConnections, Opening<R> opening, Failures failures) {
        this.maxConnections = Math.max(minConnections, Runtime.getRuntime().availableProcessors());
        this.opening = opening;
        this.failures = failures;
        this.permits = new Semaphore(maxConnections);
    }

    /**
     * Runs a query, first waiting for a connection when all are busy.
     *
     * @throws RuntimeException what the {@link Failures} make of an {@link SQLException}, or of a pool that is closed
     */
    public <T> T read(Query<R, T> query) {
        permits.acquireUninterruptibly();
        try {
            if (closed) {
                throw failures.closed();
            }
            R reader = idle.pollLast();
            if (reader == null) {
                reader = opening.open();
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
            throw failures.failed(e);
        } finally {
            permits.release();
        }
    }

    /** A connection that failed is not used again. */
    private void giveBack(R reader, boolean sound) {
        if (sound && !closed) {
            idle.addLast(reader);
        } else {
            close(reader);
        }
    }

    private static void close(Reader reader) {
        try {
            reader.close();
        } catch (SQLException e) {
            LOG.warn("Could not close a connection to a database", e);
        }
    }

    /** Waits for queries under way. */
    @Override
    public void close() {
        closed = true;
        permits.acquireUninterruptibly(maxConnections);
        R reader;
        while ((reader = idle.pollLast()) != null) {
            close(reader);
        }
        permits.release(maxConnections);
    }
}
