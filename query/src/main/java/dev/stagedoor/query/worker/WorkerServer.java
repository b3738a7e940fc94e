package dev.stagedoor.query.worker;

import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.duckdb.DuckDb;
import java.nio.channels.SocketChannel;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The worker's end: one database, and a session for each connection. */
public final class WorkerServer implements AutoCloseable {
    /**
     * Stack of a query thread, in bytes of address space: 64 Ki characters of nested subqueries or joins, the worst text that passes, take
     * less. Only what is touched takes memory.
     */
    private static final long STACK_BYTES = 64L << 20;

    private static final long KEEP_ALIVE_SECONDS = 30;

    private final DatabaseOptions options;
    private final DuckDb duckDb;
    private final ExecutorService threads;

    public WorkerServer(DatabaseOptions options) {
        this.options = options;
        this.duckDb = new DuckDb(options);
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(null, work, "query-" + number.incrementAndGet(), STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Loads DuckDB, which takes most of a second. */
    void load() {
        try {
            duckDb.load();
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB cannot be loaded", e);
        }
    }

    /** Serves one connection until it ends. */
    public void serve(SocketChannel channel) {
        try (Connection connection = new Connection(channel)) {
            new WorkerSession(connection, duckDb, options).run(threads);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            duckDb.close();
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB cannot be closed", e);
        }
    }
}
