package dev.stagedoor.storage.mirror;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How much is asked of stores at once. A request is for {@link Download#PART_BYTES} at most, so this bounds the bytes on their way as well:
 * 128 MiB from one store, 256 MiB from all.
 */
final class StoreLimits {
    /** Requests under way to one store. */
    static final int PER_STORE = 16;

    /** Requests under way to all stores. */
    static final int IN_ALL = 32;

    /** How often a wait looks whether the bytes are still wanted. */
    private static final long LOOK_MILLIS = 100;

    private final Cache<ObjectStore, Semaphore> perStore = Caffeine.newBuilder().weakKeys().build();
    private final Semaphore inAll = new Semaphore(IN_ALL);

    /** A request that may be made; closed when its answer has been read. */
    record Permit(Semaphore store, Semaphore all) implements AutoCloseable {
        @Override
        public void close() {
            all.release();
            store.release();
        }
    }

    Permit take(ObjectStore store, Runnable stillWanted) {
        Semaphore own = perStore.get(store, _ -> new Semaphore(PER_STORE));
        await(own, stillWanted);
        try {
            await(inAll, stillWanted);
        } catch (RuntimeException e) {
            own.release();
            throw e;
        }
        return new Permit(own, inAll);
    }

    private static void await(Semaphore semaphore, Runnable stillWanted) {
        try {
            while (!semaphore.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                stillWanted.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, "interrupted", e);
        }
    }
}
