package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.disk.CommitMark;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the index. Whatever is waiting when it comes round goes into one transaction, so the cost of a sync is
 * shared by everyone who waited for the one before.
 *
 * <p>From {@link #apply} on, the writer answers for the blob of a put: it stays if the put is committed and is deleted if not.
 */
final class IndexWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexWriter.class);

    /** In one transaction; with inline contents of 16 KiB each, 4 MiB. */
    private static final int MAX_GROUP = 256;

    /** Waiting for the next transaction; whoever comes later waits for room. */
    private static final int MAX_WAITING = 1024;

    /**
     * @param mutation null for the request to stop
     * @param done when the change is durable and what it replaced is deleted
     */
    private record Waiting(@Nullable Mutation mutation, CompletableFuture<Outcome> done) {
        boolean makesRoom() {
            return mutation != null && mutation.makesRoom();
        }
    }

    /** What a group has led to so far; valid only once its transaction is committed. */
    private record Applied(Waiting waiting, Outcome outcome, Released released) {}

    private final IndexTables tables;
    private final CommitMark mark;
    private final BlobFiles blobs;
    private final BlobTrash trash;
    private final Compositions compositions;
    private final DiskReserve reserve;
    private final StorageFailures failures;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile boolean stopped;
    private boolean committing; // only on the thread
    private boolean diskFull; // only on the thread

    IndexWriter(
            IndexTables tables,
            CommitMark mark,
            BlobFiles blobs,
            BlobTrash trash,
            Compositions compositions,
            DiskReserve reserve,
            StorageFailures failures) {
        this.tables = tables;
        this.mark = mark;
        this.blobs = blobs;
        this.trash = trash;
        this.compositions = compositions;
        this.reserve = reserve;
        this.failures = failures;
        this.thread = Thread.ofPlatform().daemon().name("stagedoor-index").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Makes a change, durably; returns when it is done.
     *
     * @return never {@link Outcome.Refused}
     * @throws StorageException why it was refused; {@code INSUFFICIENT_STORAGE}, {@code UNAVAILABLE}; nothing was changed
     */
    Outcome apply(Mutation mutation) {
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        enqueue(new Waiting(mutation, done));
        if (stopped) {
            turnAwayWaiting(); // the thread may have looked for the last time before this came
        }
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StorageException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void enqueue(Waiting waiting) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(waiting);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Waiting> group = new ArrayList<>(MAX_GROUP);
        while (!stopped) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                continue; // only close() ends this thread
            }
            queue.drainTo(group, MAX_GROUP - 1);
            if (group.removeIf(waiting -> waiting.mutation() == null)) {
                stopped = true;
            }
            commit(List.copyOf(group), false);
            group.clear();
        }
        turnAwayWaiting();
    }

    private void turnAwayWaiting() {
        Waiting waiting;
        while ((waiting = queue.poll()) != null) {
            trash.delete(newBlobs(List.of(waiting)));
            waiting.done().completeExceptionally(OpenGate.closedException());
        }
    }

    /**
     * @param uncertain whether an earlier attempt at the same changes may turn out committed after a crash
     */
    private void commit(List<Waiting> group, boolean uncertain) {
        if (group.isEmpty()) {
            return;
        }
        List<Applied> applied = new ArrayList<>(group.size());
        committing = false;
        try {
            blobs.forceDirectories(newBlobs(group));
            tables.begin();
            for (Waiting waiting : group) {
                applied.add(apply(waiting));
            }
            committing = true;
            tables.commit();
            mark.note(tables.committed());
        } catch (SQLException e) {
            failOrRetry(group, failures.index(e), uncertain || (committing && !StorageFailures.isFull(e)));
            return;
        } catch (IOException e) {
            failOrRetry(group, failures.write(e), uncertain);
            return;
        } catch (RuntimeException | Error e) {
            failOrRetry(group, failures.defect(e), uncertain || committing);
            return;
        }
        diskFull = false;
        applied.forEach(this::acknowledge);
    }

    private Applied apply(Waiting waiting) throws SQLException {
        var released = new Released();
        Outcome outcome =
                switch (waiting.mutation()) {
                    case Mutation.Put put -> tables.put(put, released);
                    case Mutation.Delete delete -> delete(delete, released);
                    case Mutation.Begin begin -> tables.uploads().begin(begin.upload());
                    case Mutation.PutPart put -> tables.uploads().putPart(put, released);
                    case Mutation.Complete complete -> tables.complete(complete, released);
                    case Mutation.Abort abort -> tables.uploads().abort(abort.upload(), released);
                    case Mutation.Forget forget -> tables.uploads().forget(forget.composition());
                    case null -> throw new IllegalStateException("a request to stop is no mutation");
                };
        return new Applied(waiting, outcome, released);
    }

    private Outcome delete(Mutation.Delete delete, Released released) throws SQLException {
        for (String key : delete.keys()) {
            tables.delete(key, released);
        }
        return new Outcome.Changed();
    }

    private void acknowledge(Applied applied) {
        CompletableFuture<Outcome> done = applied.waiting().done();
        if (applied.outcome() instanceof Outcome.Refused(StorageException cause)) {
            trash.delete(newBlobs(List.of(applied.waiting())));
            done.completeExceptionally(cause);
            return;
        }
        CompletableFuture<Void> deleted = CompletableFuture.allOf(
                trash.delete(applied.released().blobs()), compositions.drop(applied.released().compositions()));
        if (applied.waiting().makesRoom()) {
            // A delete is asked for to make room: it returns when there is room.
            reserve.hold();
            deleted.thenRun(() -> done.complete(applied.outcome()));
        } else {
            done.complete(applied.outcome());
        }
    }

    /**
     * One change that does not fit on the disk must not take the others of its group with it, so each is tried alone.
     *
     * @param uncertain whether the transaction might still turn out committed after a crash. Then its blobs are kept until the next
     *     start, which knows.
     */
    private void failOrRetry(List<Waiting> group, StorageException failure, boolean uncertain) {
        tables.rollback();
        if (group.size() > 1) {
            group.forEach(waiting -> commit(List.of(waiting), uncertain));
            return;
        }
        if (group.getFirst().makesRoom() && failure.kind() == Kind.INSUFFICIENT_STORAGE && reserve.release()) {
            commit(group, uncertain);
            return;
        }
        if (uncertain) {
            trash.leaveToSweep();
        } else {
            trash.delete(newBlobs(group));
        }
        switch (failure.kind()) {
            case INSUFFICIENT_STORAGE -> warnOfFullDisk();
            default -> LOG.error("A change of the index failed", failure.getCause());
        }
        group.getFirst().done().completeExceptionally(failure);
    }

    /** Once, not for every client that tries again. */
    private void warnOfFullDisk() {
        if (!diskFull) {
            LOG.warn("The disk is full: changes are refused until there is space");
        }
        diskFull = true;
    }

    private static List<Long> newBlobs(List<Waiting> group) {
        List<Long> ids = new ArrayList<>();
        for (Waiting waiting : group) {
            if (waiting.mutation() != null) {
                waiting.mutation().newBlob().ifPresent(ids::add);
            }
        }
        return ids;
    }

    /** Finishes what was submitted, then ends the thread. Later changes are turned away. */
    @Override
    public void close() {
        enqueue(new Waiting(null, new CompletableFuture<>()));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
