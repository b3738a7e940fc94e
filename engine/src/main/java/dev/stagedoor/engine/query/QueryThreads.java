package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.Cancellation;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
     * How often a wait looks whether the time is up, and whether it was cancelled: a cancellation that comes before DuckDB has begun does
     * not reach it.
     */
    private static final long LOOK_MILLIS = 100;

    /** After so many looks a call that was interrupted is not waited for any longer: some calls into DuckDB never look at interrupts. */
    private static final int LOOKS_BEFORE_ABANDONED = 5;

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

    /** A call was left behind: its query was ended, and it goes on. */
    static final class AbandonedCall extends Exception {
        private static final long serialVersionUID = 1;

        private AbandonedCall() {
            super("the call did not return when its query was ended", null, false, false);
        }
    }

    /**
     * Runs {@code work} of a query on a query thread and waits for it. When the statement is cancelled, its time is up or the waiting
     * thread is interrupted, the query is interrupted until the work has noticed.
     *
     * @throws AbandonedCall when it has not noticed; the work then goes on without anybody who waits for it
     */
    <T> T call(Callable<T> work, EngineQuery query) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> answer(answer, work));
        } catch (RejectedExecutionException _) {
            throw Cancellation.aborted();
        }
        boolean interrupted = false;
        int looks = 0;
        query.timeLimit().start();
        try {
            while (true) {
                try {
                    return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                    query.cancellation().cancel();
                } catch (TimeoutException _) {
                    if (interruptIfOver(query) && ++looks > LOOKS_BEFORE_ABANDONED) {
                        throw new AbandonedCall();
                    }
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

    private static <T> void answer(CompletableFuture<T> answer, Callable<T> work) {
        try {
            answer.complete(work.call());
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    private static boolean interruptIfOver(EngineQuery query) {
        if (query.timeLimit().isExceeded()) {
            query.cancellation().cancel(query.timeLimit().reason());
        }
        if (!query.cancellation().isCancelled()) {
            return false;
        }
        query.interrupt();
        return true;
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
