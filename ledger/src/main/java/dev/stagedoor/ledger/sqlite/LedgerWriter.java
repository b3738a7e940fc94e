package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.sqlite.LedgerTables.Applied;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the database. What the journal holds goes there a batch at a time, a moment after the first of it came;
 * changes that somebody waits for go at once, after what the journal held when they came, all that wait in one transaction.
 */
final class LedgerWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);

    /** How long the first entry of a batch waits for others. */
    private static final Duration COLLECT = Duration.ofMillis(100);

    /** How long after a failure the same is tried again, when nobody asks for it before. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How often the upkeep looks at the clock when nothing else happens. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    /** A change of the database, within a transaction. */
    interface Change {
        void apply(LedgerTables tables) throws SQLException;
    }

    /** Work of no hurry, done a little at a time when the rest is done. */
    interface Upkeep {
        /** @return whether there is more to do now */
        boolean step(LedgerTables tables) throws SQLException;
    }

    private record Waiting(Change change, boolean durable, CompletableFuture<Void> done) {}

    private final LedgerTables tables;
    private final Journal journal;
    private final Upkeep upkeep;
    private final ConcurrentLinkedQueue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean stopped;
    private boolean failing; // only on the thread
    private boolean unkempt; // only on the thread

    LedgerWriter(LedgerTables tables, Journal journal, Upkeep upkeep) {
        this.tables = tables;
        this.journal = journal;
        this.upkeep = upkeep;
        this.thread = Thread.ofPlatform().daemon().name("stagedoor-ledger").unstarted(this::run);
        journal.onWork(() -> LockSupport.unpark(thread));
    }

    void start() {
        thread.start();
    }

    /** Waits until the database has what was appended to the journal before this call. */
    void flush() {
        if (!journal.isEmpty()) {
            await(new Waiting(_ -> {}, false, new CompletableFuture<>()));
        }
    }

    /**
     * Makes a change; when this returns, it survives the end of the machine.
     *
     * @throws StagedoorException {@code STORAGE_UNAVAILABLE}; nothing was changed
     */
    void change(Change change) {
        await(new Waiting(change, true, new CompletableFuture<>()));
    }

    private void await(Waiting waiting) {
        queue.add(waiting);
        LockSupport.unpark(thread);
        if (stopped) {
            turnAwayWaiting(); // the thread may have looked for the last time before this came
        }
        try {
            waiting.done().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StagedoorException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void run() {
        while (!stopping) {
            pause();
            write();
            tidy();
        }
        write();
        stopped = true;
        turnAwayWaiting();
    }

    private void turnAwayWaiting() {
        Waiting waiting;
        while ((waiting = queue.poll()) != null) {
            waiting.done().completeExceptionally(LedgerFailures.closed());
        }
    }

    /** Until there is a reason to write. */
    private void pause() {
        parkFor(IDLE, true);
        if (failing) {
            parkFor(RETRY, false);
        } else if (!isUrgent()) {
            parkFor(COLLECT, false);
        }
    }

    /** @param whileIdle whether the first entry in the journal ends the pause, too */
    private void parkFor(Duration longest, boolean whileIdle) {
        long end = System.nanoTime() + longest.toNanos();
        while (!isUrgent() && !(whileIdle && (!journal.isEmpty() || unkempt))) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                LOG.debug("Only close() ends this thread");
            }
        }
    }

    private boolean isUrgent() {
        return stopping || !queue.isEmpty() || !failing && journal.underPressure();
    }

    private void write() {
        List<Waiting> group = new ArrayList<>();
        Waiting next;
        while ((next = queue.poll()) != null) {
            group.add(next);
        }
        // Read after the queue: what was in the journal when somebody began to wait is written with what they wait for.
        long head = journal.head();
        if (group.isEmpty() && journal.isEmpty()) {
            return;
        }
        StagedoorException failure = transact(group, head);
        if (failure == null) {
            journal.free(head);
        } else {
            journal.fail(failure);
        }
        for (Waiting waiting : group) {
            if (failure == null) {
                waiting.done().complete(null);
            } else {
                waiting.done().completeExceptionally(failure);
            }
        }
    }

    private @Nullable StagedoorException transact(List<Waiting> group, long head) {
        try {
            tables.begin(group.stream().anyMatch(Waiting::durable));
            journal.read(head, tables::enter);
            tables.applied(new Applied(journal.epoch(), head));
            for (Waiting waiting : group) {
                waiting.change().apply(tables);
            }
            tables.commit();
            if (failing) {
                LOG.info("The ledger of presigned URLs can be written again");
                failing = false;
            }
            return null;
        } catch (SQLException e) {
            return undo(LedgerFailures.unavailable(e));
        } catch (RuntimeException | InternalError e) {
            return undo(LedgerFailures.unavailable("its writer failed. The log of the server has the reason.", e));
        }
    }

    private StagedoorException undo(StagedoorException failure) {
        tables.rollback();
        if (!failing) {
            LOG.error("{} URLs in its journal are kept until it can.", failure.getMessage(), failure);
            failing = true;
        }
        return failure;
    }

    private void tidy() {
        if (failing) {
            return;
        }
        try {
            unkempt = upkeep.step(tables);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The ledger of presigned URLs could not be tidied up; that will be tried again", e);
            unkempt = false;
        }
    }

    /** Writes what is left, and ends the thread. Nothing may be appended to the journal any more. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
