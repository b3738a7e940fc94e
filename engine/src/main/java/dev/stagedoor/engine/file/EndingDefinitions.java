package dev.stagedoor.engine.file;

import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.storage.Incarnation;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Stages and users that are being dropped or replaced just now. Their files are deleted before they are gone, and nothing may be put beside
 * the deletion. Kept in memory alone: a server that ends in between has ended the uploads as well.
 */
public final class EndingDefinitions {
    /** So many names can be ended at once, at best. */
    private static final int LOCKS = 64;

    private static final long LOOK_UP_MILLIS = 100;

    private final Set<Incarnation> ending = ConcurrentHashMap.newKeySet();
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    public EndingDefinitions() {
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /**
     * Runs what ends whoever has a name, one at a time for each name: whoever waited looks again who has it.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1043 when the statement is cancelled while it waits
     */
    public <R> R alone(PresignScope name, Cancellation cancellation, Supplier<R> work) {
        ReentrantLock lock = locks[Math.floorMod(name.hashCode(), LOCKS)];
        try {
            while (!lock.tryLock(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancellation.aborted();
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Marks one while something runs, whether that succeeds or not. Within {@link #alone}. */
    public <R> R during(Incarnation incarnation, Supplier<R> end) {
        ending.add(incarnation);
        try {
            return end.get();
        } finally {
            ending.remove(incarnation);
        }
    }

    public boolean contains(Incarnation incarnation) {
        return ending.contains(incarnation);
    }
}
