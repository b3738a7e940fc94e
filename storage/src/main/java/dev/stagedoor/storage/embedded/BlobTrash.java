package dev.stagedoor.storage.embedded;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes blobs nothing refers to, aside from the threads that commit, and remembers whether any was left for a sweep. */
final class BlobTrash {
    private static final Logger LOG = LoggerFactory.getLogger(BlobTrash.class);

    private final BlobFiles blobs;
    private final StorageThreads threads;
    private volatile boolean sweepNeeded;

    BlobTrash(BlobFiles blobs, StorageThreads threads) {
        this.blobs = blobs;
        this.threads = threads;
    }

    /** Completes, never with a failure, when each file is deleted or left to the sweep. */
    CompletableFuture<Void> delete(List<Long> ids) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return threads.start(() -> {
                    ids.forEach(this::delete);
                    return null;
                })
                .handle((done, failed) -> {
                    if (failed != null) {
                        leaveToSweep();
                    }
                    return null;
                });
    }

    private void delete(long id) {
        try {
            blobs.delete(id);
        } catch (IOException e) {
            leaveToSweep();
            LOG.warn("Could not delete the blob {}; it will be swept at the next start", Long.toHexString(id), e);
        }
    }

    /** Some file may be there that nothing refers to: the next opening must sweep. */
    void leaveToSweep() {
        sweepNeeded = true;
    }

    boolean sweepNeeded() {
        return sweepNeeded;
    }
}
