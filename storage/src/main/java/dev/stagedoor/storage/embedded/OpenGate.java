package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts operations under way, and turns new ones away once the store is being closed. */
final class OpenGate {
    /** How long closing waits for operations under way. Uploads notice at their next block. */
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private int inside;
    private volatile boolean closed;

    /** Every call that returns must be followed by {@link #leave}. */
    void enter() {
        lock.lock();
        try {
            refuseWhenClosed();
            inside++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            if (--inside == 0) {
                empty.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** @throws StorageException {@code UNAVAILABLE} once the store is being closed */
    void refuseWhenClosed() {
        if (closed) {
            throw closedException();
        }
    }

    static StorageException closedException() {
        return new StorageException(Kind.UNAVAILABLE, "the server is shutting down: try again later");
    }

    /** @return whether this call was the first */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** @return false when some operation is still under way after a while */
    boolean awaitEmpty() {
        lock.lock();
        try {
            long nanos = CLOSE_WAIT.toNanos();
            while (inside > 0 && nanos > 0) {
                nanos = empty.awaitNanos(nanos);
            }
            return inside == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
