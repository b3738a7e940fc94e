package dev.stagedoor.query.worker;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.QuerySupply;
import dev.stagedoor.query.duckdb.QueryTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker, from the moment it is wanted, and the queries in it. Safe for use by many threads. */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final CompletableFuture<WorkerProcess> process;
    private final MemoryLimits limits;
    /** Of each query in it or about to start in it, the user. */
    private final List<String> users = new ArrayList<>();
    private long idleSince;
    private volatile @Nullable Death death;

    /** Why a worker was ended by the server. */
    enum Death {
        STUCK,
        MEMORY,
        NOT_NEEDED
    }

    Worker(WorkerProcess.Launcher launcher, MemoryLimits limits) {
        this.limits = limits;
        this.process = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return launcher.launch();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                work -> Thread.ofVirtual().name("worker-start").start(work));
    }

    /**
     * A query of a user for whom it was reserved.
     *
     * @throws StagedoorException 1043, to be tried again, when the worker cannot be started or has ended
     */
    WorkerQuery start(QueryTask task, QuerySupply supply, String user) {
        try {
            return new WorkerQuery(this, connect(), task, supply, user);
        } catch (RuntimeException e) {
            left(user);
            throw e;
        }
    }

    /** A connection that is nobody's query. */
    Connection connect() {
        try {
            return new Connection(process.join().connect());
        } catch (CompletionException | IOException e) {
            LOG.warn("a worker for queries cannot be reached", e);
            throw lost();
        }
    }

    /** A query of the user is about to start in it; {@link #left} ends that. */
    synchronized void reserve(String user) {
        users.add(user);
    }

    /** A query of the user has ended, or has not begun. */
    synchronized void left(String user) {
        users.remove(user);
        idleSince = System.nanoTime();
    }

    /** How many queries there are. */
    synchronized int load() {
        return users.size();
    }

    /** Whether there are queries, and all of them are the user's. */
    synchronized boolean isOf(String user) {
        return !users.isEmpty() && users.stream().allMatch(user::equals);
    }

    /** Whether nothing ran in it for so long. */
    synchronized boolean isIdle(long nanos) {
        return load() == 0 && process.isDone() && idleSince != 0 && System.nanoTime() - idleSince > nanos;
    }

    boolean isStarted() {
        return process.isDone() && !process.isCompletedExceptionally();
    }

    /** Whether it is starting or running. */
    boolean isAlive() {
        return death == null && (!process.isDone() || (isStarted() && process.join().isAlive()));
    }

    /** Whether it has more memory than it may have when nothing runs in it. */
    boolean isSwollen() {
        return isStarted() && process.join().residentBytes() > limits.maxIdleBytes();
    }

    /** Looks from outside how much memory it has, and ends it when that is too much. */
    void watch() {
        if (isStarted() && isAlive() && process.join().residentBytes() > limits.maxResidentBytes()) {
            kill(Death.MEMORY);
        }
    }

    /** Ends it at once; its queries fail. The first reason stays. */
    void kill(Death why) {
        synchronized (this) {
            if (death != null) {
                return;
            }
            death = why;
        }
        if (why != Death.NOT_NEEDED) {
            LOG.warn("A worker is ended, and the queries in it ({}): {}", load(), why == Death.MEMORY
                    ? "it takes more than " + (limits.maxResidentBytes() >> 20) + " MiB" : "one of them was ended and does not stop");
        }
        process.thenAccept(WorkerProcess::kill);
    }

    /** Waits until a worker that was killed has ended. */
    void awaitEnd() {
        if (isStarted()) {
            process.join().awaitEnd();
        }
    }

    /** What a query is told whose worker is no more. */
    StagedoorException lost() {
        Death why = death;
        if (why == null && !isStarted()) {
            return retry("no process for queries can be started now; the server's log says why. Try again in a moment");
        }
        if (why == null) {
            LOG.warn("A worker for queries has ended: {}", process.join().ending());
            return retry("the process that ran the query has ended unexpectedly: run the query again");
        }
        return switch (why) {
            case MEMORY -> retry("the queries that one process ran together took more than " + (limits.maxResidentBytes() >> 20)
                    + " MiB and were ended: select fewer rows or columns, try again when fewer queries run, or raise query.memory");
            case STUCK -> retry("the process that ran the query was ended, because a query in it did not stop: run the query again");
            case NOT_NEEDED -> retry("the server is shutting down");
        };
    }

    private static StagedoorException retry(String message) {
        return new StagedoorException(ErrorCode.ABORTED_QUERY, message, true, null);
    }
}
