package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.Cancellation;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonBuffer;
import dev.stagedoor.server.http.Places;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A statement that runs beside the requests asking for it, and its result as pages. Pages are numbered from 0 and are given out in order;
 * the last one given may be asked for again. One page is held for that and one is read ahead: that is all the memory a result takes.
 */
final class RunningQuery {
    private static final CompletableFuture<StatementRun.Page> ABORTED = CompletableFuture.failedFuture(QueryResponse.aborted());

    private final String id;
    private final Principal principal;
    private final String sql;
    private final String sessionId;
    private final SessionState session;
    private final StatementRun run;
    private final Cancellation cancellation;
    private final Executor executor;
    private final long timeoutSeconds;
    private final long startNanos = System.nanoTime();

    /** Held while a request waits for a page; guards what was served. */
    private final ReentrantLock serving = new ReentrantLock();
    /** Held while the statement works on its cursor. */
    private final ReentrantLock working = new ReentrantLock();

    private volatile CompletableFuture<StatementRun.Page> upcoming = new CompletableFuture<>();
    private int served = -1;
    private @Nullable JsonBuffer servedBody;
    private long rows;
    private long bytes;
    private volatile QueryResponse.State state = QueryResponse.State.RUNNING;
    private volatile @Nullable StagedoorException error;
    private volatile boolean ended;
    private volatile boolean closed;
    private volatile boolean finalised;
    private volatile long touchedMillis;
    private volatile Places.@Nullable Place place;

    RunningQuery(
            String id,
            Principal principal,
            String sql,
            String sessionId,
            SessionState session,
            StatementRun run,
            Cancellation cancellation,
            Executor executor,
            long timeoutSeconds) {
        this.id = id;
        this.principal = principal;
        this.sql = sql;
        this.sessionId = sessionId;
        this.session = session;
        this.run = run;
        this.cancellation = cancellation;
        this.executor = executor;
        this.timeoutSeconds = timeoutSeconds;
    }

    /**
     * @param taken given back when the statement has ended: it was read to its end, failed, or was killed and has noticed
     * @throws RejectedExecutionException when too many statements run
     */
    void start(Places.Place taken) {
        place = taken;
        readAhead();
    }

    private void readAhead() {
        var next = new CompletableFuture<StatementRun.Page>();
        upcoming = next;
        if (closed) {
            next.completeExceptionally(QueryResponse.aborted());
            return;
        }
        executor.execute(() -> work(next));
    }

    private void work(CompletableFuture<StatementRun.Page> next) {
        working.lock();
        try {
            if (closed) {
                next.completeExceptionally(QueryResponse.aborted());
            } else {
                StatementRun.Page page = run.nextPage();
                if (page.last()) {
                    giveBackPlace();
                }
                next.complete(page);
            }
        } catch (Throwable e) {
            giveBackPlace();
            next.completeExceptionally(closed ? QueryResponse.aborted() : ErrorAnswers.describe(e));
        } finally {
            working.unlock();
        }
        closeCursorIfClosed();
    }

    /**
     * The answer with page {@code number}: its rows; or no rows and the state {@code Running}, when the statement takes longer than
     * {@code waitNanos}; or the error.
     *
     * @throws HttpRefusal 404 when that page was not the next, 400 when the client has closed the result
     */
    JsonBuffer page(int number, long waitNanos) {
        serving.lock();
        try {
            if (finalised) {
                throw HttpRefusal.badRequest("Query ID " + id + " is already finalised");
            }
            if (number == served && servedBody != null) {
                return servedBody;
            }
            if (number != served + 1 || ended) {
                throw HttpRefusal.notFound("Query ID " + id + " has no page " + number
                        + " to give: pages come in order, and only the last one given can be fetched again");
            }
            servedBody = null;
            JsonBuffer body = awaited(number, waitNanos);
            served = number;
            servedBody = body;
            return body;
        } finally {
            serving.unlock();
        }
    }

    private JsonBuffer awaited(int number, long waitNanos) {
        StatementRun.Page page;
        try {
            page = (closed ? ABORTED : upcoming).get(waitNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return respond(StatementRun.Page.empty(false), number);
        } catch (ExecutionException e) {
            error = ErrorAnswers.describe(e.getCause());
            state = QueryResponse.State.FAILED;
            ended = true;
            return respond(StatementRun.Page.empty(true), number);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpRefusal.busy("the server is stopping");
        }
        rows += page.rowCount();
        bytes += page.rows().length();
        if (page.last()) {
            ended = true;
            state = QueryResponse.State.SUCCEEDED;
        } else {
            readAheadIfPossible();
        }
        return respond(page, number);
    }

    /** When no thread is free now, the failed page says so when it is asked for. */
    private void readAheadIfPossible() {
        try {
            readAhead();
        } catch (RejectedExecutionException e) {
            upcoming.completeExceptionally(new StagedoorException(
                    ErrorCode.INTERNAL, "the server runs too many statements to go on with this one: try again", true, e));
            closeCursorIfClosed();
        }
    }

    private JsonBuffer respond(StatementRun.Page page, int number) {
        boolean single = ended && number == 0;
        String path = "/v1/query/" + id;
        String next = ended ? (error == null ? path + "/final" : null) : path + "/page/" + (number + 1);
        SessionState current = run.changedSession().orElse(session);
        return new QueryResponse(
                        id,
                        sessionId,
                        current,
                        state,
                        error,
                        run.warnings(),
                        run.hasResultSet(),
                        run.schema(),
                        page,
                        timeoutSeconds,
                        rows,
                        bytes,
                        System.nanoTime() - startNanos,
                        single ? null : new QueryResponse.Links(next))
                .toJson();
    }

    /** The answer to {@code /final}: no rows, no next page. Closes the result; asking again gives the same. */
    JsonBuffer finish() {
        close();
        serving.lock();
        try {
            finalised = true;
            servedBody = null;
            if (state == QueryResponse.State.RUNNING) {
                state = QueryResponse.State.SUCCEEDED;
            }
            ended = true;
            return respond(StatementRun.Page.empty(true), 0);
        } finally {
            serving.unlock();
        }
    }

    /** Ends the statement; whoever waits for it is answered with 1043. */
    void kill() {
        close();
    }

    private void close() {
        closed = true;
        cancellation.cancel();
        upcoming.completeExceptionally(QueryResponse.aborted());
        closeCursorIfClosed();
    }

    /** Whoever comes last, the work on the cursor or the order to close it, closes it. */
    private void closeCursorIfClosed() {
        if (closed && working.tryLock()) {
            try {
                run.close();
                giveBackPlace();
            } finally {
                working.unlock();
            }
        }
    }

    private void giveBackPlace() {
        Places.Place taken = place;
        if (taken != null) {
            taken.close();
        }
    }

    /** {@code GET /v1/query/{id}}. */
    JsonBuffer stats() {
        StagedoorException failure = error;
        var json = new JsonBuffer(512);
        json.raw(JsonBuffer.ascii("{\"state\":")).string(stateName()).raw(JsonBuffer.ascii(",\"error\":"));
        if (failure == null) {
            json.raw(JsonBuffer.ascii("null"));
        } else {
            json.raw(JsonBuffer.ascii("{\"code\":")).number(failure.code().number());
            json.raw(JsonBuffer.ascii(",\"message\":")).string(failure.getMessage()).raw(JsonBuffer.ascii(",\"detail\":\"\"}"));
        }
        json.raw(JsonBuffer.ascii(",\"warnings\":[]")).raw(JsonBuffer.ascii(",\"stats\":"));
        QueryResponse.writeStats(json, rows, bytes, System.nanoTime() - startNanos);
        return json.raw('}');
    }

    private String stateName() {
        return switch (state) {
            case RUNNING -> "Running";
            case SUCCEEDED -> "Succeeded";
            case FAILED -> "Failed";
        };
    }

    /** Whether everything there is was in the first answer, so that nobody will ask again. */
    boolean isAnsweredWhole() {
        return ended && served == 0;
    }

    /** Whether it changed something, so that running it a second time could end differently. */
    boolean isWrite() {
        return error == null && !run.hasResultSet();
    }

    /** Whether nothing but a repeated request could still ask for it. */
    boolean isDone() {
        return ended || closed;
    }

    boolean isWaitedFor() {
        return serving.isLocked();
    }

    boolean is(Principal other, String otherSql) {
        return isOf(other) && sql.equals(otherSql);
    }

    boolean isOf(Principal other) {
        return principal.user().equals(other.user());
    }

    String id() {
        return id;
    }

    Principal principal() {
        return principal;
    }

    void touch(long nowMillis) {
        touchedMillis = nowMillis;
    }

    long touchedMillis() {
        return touchedMillis;
    }
}
