package dev.stagedoor.engine.query;

import dev.stagedoor.query.Cancellation;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the calls of queries to their workers, each on a thread of its own, so that a call that does not return can be left behind. */
final class QueryThreads implements AutoCloseable {
    /**
     * How often a wait looks whether the time is up, and whether it was cancelled: a cancellation that comes before DuckDB has begun does
     * not reach it.
     */
    private static final long LOOK_MILLIS = 100;

    /** After so many looks a worker is ended that was asked to end a query and has not. */
    private static final int LOOKS_BEFORE_KILLED = 10;

    /** After so many looks a call that waits for something else, such as a store, is not waited for any longer. */
    private static final int LOOKS_BEFORE_ABANDONED = 5;

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("query-", 0).factory());

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
    <T> T call(Callable<T> work, QueryCursor query) throws Exception {
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
                    looks += interruptIfOver(query) ? 1 : 0;
                    if (query.waitsForWorker()) {
                        killIfDue(query, looks);
                    } else if (looks > LOOKS_BEFORE_ABANDONED) {
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

    private static void killIfDue(QueryCursor query, int looks) {
        if (looks == LOOKS_BEFORE_KILLED) {
            query.kill();
        }
    }

    private static boolean interruptIfOver(QueryCursor query) {
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
