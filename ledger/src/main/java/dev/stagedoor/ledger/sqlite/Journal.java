package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.errors.StagedoorException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way into the database. Many threads append; the {@link LedgerWriter} reads what they appended and gives the room back
 * when the database has it. When there is no room, appending waits for it, or fails at once while the database cannot be written.
 */
final class Journal {
    /** How long appending waits for room, which a healthy database gives many times a second. */
    static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final JournalFile file;
    private final long epoch;
    private final long pressureBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private volatile long head;
    private volatile long tail;
    private @Nullable StagedoorException failure;
    private boolean closed;
    private volatile Runnable wake = () -> {};

    /** @param epoch in which nothing was written yet */
    Journal(JournalFile file, long epoch) {
        this.file = file;
        this.epoch = epoch;
        this.pressureBytes = file.capacity() / 4;
    }

    /** What brings the writer here. */
    void onWork(Runnable wake) {
        this.wake = wake;
    }

    long epoch() {
        return epoch;
    }

    /**
     * Appends an entry; it survives the end of this process when this returns.
     *
     * @throws StagedoorException {@code STORAGE_UNAVAILABLE}; the entry is not there
     */
    void append(byte[] entry) {
        boolean wasEmpty;
        lock.lock();
        try {
            awaitRoom(entry.length);
            wasEmpty = head == tail;
            long end = file.end(head, entry.length);
            file.write(epoch, head, entry);
            head = end;
        } catch (InternalError e) {
            // How the virtual machine reports that the system could not read or write a page of the mapping.
            throw LedgerFailures.unavailable("writing its journal failed. Check the disk of the data directory.", e);
        } finally {
            lock.unlock();
        }
        if (wasEmpty || underPressure()) {
            wake.run();
        }
    }

    private void awaitRoom(int entryBytes) {
        long left = MAX_WAIT.toNanos();
        boolean interrupted = false;
        try {
            while (!closed && file.end(head, entryBytes) - tail > file.capacity()) {
                wake.run();
                if (failure != null) {
                    throw failure;
                }
                if (left <= 0) {
                    throw LedgerFailures.unavailable("its database takes longer than " + MAX_WAIT.toSeconds() + " seconds.", null);
                }
                long asked = System.nanoTime();
                try {
                    left = room.awaitNanos(left);
                } catch (InterruptedException _) {
                    interrupted = true;
                    left -= System.nanoTime() - asked;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (closed) {
            throw LedgerFailures.closed();
        }
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Whether the entries should be taken without waiting for more of them. */
    boolean underPressure() {
        return head - tail >= pressureBytes;
    }

    /** Whether half of it is free, so that appending does not wait. */
    boolean hasRoom() {
        return head - tail <= file.capacity() / 2;
    }

    /** Up to where entries are complete. */
    long head() {
        return head;
    }

    /** Gives the entries up to a {@link #head} that have not been {@linkplain #free freed}. For the writer. */
    <E extends Exception> void read(long to, JournalFile.Sink<E> entries) throws E {
        file.read(tail, to, entries);
    }

    /** Gives the room up to a {@link #head} back, because the database has what was there. For the writer. */
    void free(long to) {
        lock.lock();
        try {
            tail = to;
            failure = null;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The database cannot be written: nobody waits for room until something was freed again. For the writer. */
    void fail(StagedoorException failure) {
        lock.lock();
        try {
            this.failure = failure;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is appended from now on. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
