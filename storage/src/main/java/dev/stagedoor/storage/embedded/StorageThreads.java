package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads for what would pin a virtual thread's carrier (file I/O) or keep it busy (digests). Their queues are bounded by the
 * blocks each upload may have under way. None is ever interrupted: that would close the file it works on.
 */
final class StorageThreads {
    /** Enough for a disk's queue; most of them wait for a sync. */
    private static final int DISK_THREADS = 16;

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

    /** A step of file I/O. */
    interface DiskTask<T> {
        T run() throws IOException;
    }

    private final ThreadPoolExecutor disk = pool("stagedoor-disk-", DISK_THREADS);
    private final ThreadPoolExecutor digest = pool("stagedoor-digest-", Runtime.getRuntime().availableProcessors());

    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name, 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    Executor disk() {
        return disk;
    }

    Executor digest() {
        return digest;
    }

    /** Starts a step of file I/O. After {@link #close}, the step fails. */
    <T> CompletableFuture<T> start(DiskTask<T> task) {
        CompletableFuture<T> step = new CompletableFuture<>();
        try {
            disk.execute(() -> run(task, step));
        } catch (RejectedExecutionException e) {
            step.completeExceptionally(new IOException("the store is closed", e));
        }
        return step;
    }

    private static <T> void run(DiskTask<T> task, CompletableFuture<T> step) {
        try {
            step.complete(task.run());
        } catch (IOException | RuntimeException | Error e) {
            step.completeExceptionally(e);
        }
    }

    /** Runs a step of file I/O and waits for it, without pinning. */
    <T> T call(DiskTask<T> task) throws IOException {
        return await(start(task));
    }

    /** Waits for a step, not minding interrupts: half a step would leave things behind. */
    static <T> T await(CompletableFuture<T> step) throws IOException {
        try {
            return step.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof StorageException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Lets what was started finish, for a bounded time.
     *
     * @return whether everything has
     */
    boolean close() {
        disk.shutdown();
        digest.shutdown();
        try {
            return disk.awaitTermination(CLOSE_WAIT.toSeconds(), TimeUnit.SECONDS)
                    && digest.awaitTermination(CLOSE_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
