package dev.stagedoor.engine.query;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.worker.WorkerQuery;
import dev.stagedoor.query.worker.Workers;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one query, a batch at a time. Lets go of the query engine, and of its place, as soon as the last batch is here, not only when
 * it is closed. One thread reads; any thread may close it or ask for its place.
 */
final class QueryCursor implements RowCursor {
    /** Runs the query's calls into the query engine. */
    interface Calls {
        /** Runs one call to its end, or abandons it when the query is ended and the call does not return. */
        <T> T call(Callable<T> work, QueryCursor cursor);

        /** Runs the last call, which ends the query, without waiting for it. */
        void last(Runnable work);
    }

    private final QueryTask task;
    private final SuppliedQuery supply;
    private final Cancellation cancellation;
    private final TimeLimit timeLimit;
    private final QueryPlaces.Place place;
    private final String user;
    private final Calls calls;
    private Iterator<Row> batch = Collections.emptyIterator();
    private boolean busy;
    private boolean closed;
    private volatile @Nullable WorkerQuery query;
    private volatile Reader reader = () -> false;

    QueryCursor(
            ComposedQuery query,
            SuppliedQuery supply,
            Cancellation cancellation,
            TimeLimit timeLimit,
            QueryPlaces.Place place,
            String user,
            Calls calls) {
        this.task = query.task();
        this.supply = supply;
        this.cancellation = cancellation;
        this.timeLimit = timeLimit;
        this.place = place;
        this.user = user;
        this.calls = calls;
    }

    /** Starts the query and fetches the first batch. What a worker takes to start is no time of the query. */
    void open(Workers workers) {
        WorkerQuery started = workers.start(task, supply, user);
        query = started;
        take(calls.call(
                () -> sound(() -> {
                    started.open();
                    return started.fetch();
                }),
                this));
    }

    /** What was read of files that changed meanwhile is not given out as their answer, nor is what went wrong with it. */
    private List<Row> sound(Supplier<List<Row>> fetching) {
        List<Row> rows;
        try {
            rows = fetching.get();
        } catch (StagedoorException e) {
            cancellation.check();
            supply.requireUnchanged();
            throw e;
        }
        if (hasEnded()) {
            supply.requireUnchanged();
        }
        return rows;
    }

    private boolean hasEnded() {
        WorkerQuery running = query;
        return running != null && running.isEnded();
    }

    private List<Row> fetch() {
        WorkerQuery running = query;
        return running == null ? List.of() : sound(running::fetch);
    }

    @Override
    public @Nullable Row next() {
        if (!batch.hasNext() && isOpen()) {
            take(calls.call(this::fetch, this));
        }
        return batch.hasNext() ? batch.next() : null;
    }

    private synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean readBy(Reader named) {
        reader = named;
        return isOpen();
    }

    /** Asks whoever reads to read on; whether the place comes free in a moment. */
    boolean makeRoom() {
        return reader.makeRoom();
    }

    private void take(List<Row> rows) {
        batch = rows.iterator();
        if (rows.isEmpty() || hasEnded()) {
            close();
        }
    }

    /**
     * The work of one call, on the thread that does it.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1043 when the query has ended meanwhile
     */
    <T> T work(Callable<T> work) throws Exception {
        synchronized (this) {
            if (closed) {
                throw Cancellation.aborted();
            }
            busy = true;
        }
        try {
            return work.call();
        } finally {
            worked();
        }
    }

    private void worked() {
        boolean over;
        synchronized (this) {
            busy = false;
            over = closed;
        }
        if (over) {
            letGo();
            place.close();
        }
    }

    /** The query was ended, and its call does not return: gives the place back now, the rest when the call has returned. */
    synchronized void abandon() {
        closed = true;
        if (busy) {
            place.abandon();
        } else {
            endLater();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (!busy) {
                endLater();
            }
        }
    }

    private void endLater() {
        place.close();
        calls.last(this::letGo);
    }

    private void letGo() {
        try (supply) {
            WorkerQuery running = query;
            if (running != null) {
                running.close();
            }
        }
    }

    /** The columns, once it is open. */
    List<Column> schema() {
        WorkerQuery running = query;
        return running == null ? List.of() : running.schema();
    }

    /** Ends a call of the query that another thread waits for. */
    void interrupt() {
        WorkerQuery running = query;
        if (running != null) {
            running.cancel();
        }
    }

    /** Whether its call waits for the worker. */
    boolean waitsForWorker() {
        WorkerQuery running = query;
        return running != null && running.waitsForWorker();
    }

    /** Ends the worker that does not end the query. */
    void kill() {
        WorkerQuery running = query;
        if (running != null) {
            running.kill();
        }
    }

    Cancellation cancellation() {
        return cancellation;
    }

    TimeLimit timeLimit() {
        return timeLimit;
    }

    String user() {
        return user;
    }

    /** Whether the query engine has nothing to do with it any more. */
    synchronized boolean isClosed() {
        return closed;
    }
}
