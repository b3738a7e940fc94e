package dev.stagedoor.storage.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Has a large file brought to the disk while it is still being written, so that little is left to sync at the end. The system tells of a
 * failure once only, so this tells it. Used by one thread.
 */
final class FsSync implements AutoCloseable {
    private static final long STEP_BYTES = 32 << 20;

    private final FileChannel file;
    private CompletableFuture<Void> syncing = CompletableFuture.completedFuture(null);
    private long unsynced;

    FsSync(FileChannel file) {
        this.file = file;
    }

    /** So many more bytes were written. */
    void written(int bytes) throws IOException {
        unsynced += bytes;
        if (unsynced >= STEP_BYTES && syncing.isDone()) {
            await();
            unsynced = 0;
            syncing = CompletableFuture.runAsync(this::force, Thread::startVirtualThread);
        }
    }

    private void force() {
        try {
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() throws IOException {
        try {
            syncing.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failed ? failed.getCause() : new IOException(e.getCause());
        }
    }

    /** Waits for the sync under way: closing the file under it would fail it. What was written since is not synced. */
    @Override
    public void close() throws IOException {
        await();
    }
}
