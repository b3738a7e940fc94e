package dev.stagedoor.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Platform threads for calls into DuckDB. A native call holds the carrier of a virtual thread for as long as it runs, so on two cores two
 * long queries would stop the whole server; and DuckDB's parser recurses, so its threads need a deep stack.
 */
final class QueryThreads implements AutoCloseable {
    /**
     * Stack of a query thread, in bytes of address space: 64 Ki characters of nested subqueries or joins, the worst text that passes, take
     * less. Only what is touched takes memory.
     */
    private static final long STACK_BYTES = 64L << 20;

    private static final long KEEP_ALIVE_SECONDS = 30;

    /**
     * How often a wait looks whether the time is up, and whether it was cancelled: a cancellation that comes before DuckDB has begun does not
     * reach it.
     */
    private static final long LOOK_MILLIS = 500;

    private final ThreadPoolExecutor threads;

    QueryThreads(int max) {
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(max, max, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(null, work, "query-" + number.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs {@code work} of a query on a query thread and waits for it. When the statement is cancelled, its time is up or the waiting thread
     * is interrupted, the query is interrupted until the work has noticed.
     */
    <T> T call(Callable<T> work, RunningQuery query) throws Exception {
        Future<T> future;
        try {
            future = threads.submit(work);
        } catch (RejectedExecutionException _) {
            throw Cancellation.aborted();
        }
        boolean interrupted = false;
        query.timeLimit().start();
        try {
            while (true) {
                try {
                    return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                    query.cancellation().cancel();
                } catch (TimeoutException _) {
                    interruptIfOver(query);
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Exception cause) {
                        throw cause;
                    }
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            query.timeLimit().stop();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void interruptIfOver(RunningQuery query) {
        if (query.timeLimit().isExceeded()) {
            query.cancellation().cancel(query.timeLimit().reason());
        }
        if (query.cancellation().isCancelled()) {
            query.interrupt();
        }
    }

    /** Runs {@code work} on a query thread without waiting for it; here and now once the threads are closed. */
    void run(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException _) {
            work.run();
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
