package dev.stagedoor.server.protocol;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.server.http.ConcurrencyLimit;
import dev.stagedoor.server.http.ErrorAnswers;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.JsonBuffer;
import dev.stagedoor.server.protocol.AnswerRenderer.Totals;
import dev.stagedoor.server.protocol.ResultState.Done;
import dev.stagedoor.server.protocol.ResultState.Failed;
import dev.stagedoor.server.protocol.ResultState.Failing;
import dev.stagedoor.server.protocol.ResultState.Finalised;
import dev.stagedoor.server.protocol.ResultState.Killed;
import dev.stagedoor.server.protocol.ResultState.Paging;
import dev.stagedoor.server.protocol.ResultState.ReadingAhead;
import dev.stagedoor.server.protocol.ResultState.ReadingOn;
import dev.stagedoor.server.protocol.ResultState.Rest;
import dev.stagedoor.server.protocol.ResultState.Running;
import dev.stagedoor.server.protocol.ResultState.Spilled;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A statement that runs beside the requests asking for it, and its result as pages. Pages are numbered from 0 and are given out in order;
 * the last one given may be asked for again. One page is held for that and one is read ahead: that is all the memory a result takes.
 *
 * <p>A result that holds one of the few places for queries, and that nobody fetches, is read on into a file. The place comes free when it
 * was read to its end, and the client is given its pages from the file.
 */
final class RunningQuery {
    /** A result is read on into a file when nobody has fetched from it for so long, or sooner, when its place is needed. */
    static final Duration SPILLED_AFTER = Duration.ofSeconds(5);

    /** Reading on into a file goes on for no longer; what is left is read when the client has come to it. */
    static final Duration MAX_SPILL_TIME = Duration.ofMinutes(1);

    /** A result that cannot be read on is ended when its place is needed and nobody has fetched from it for so long. */
    static final Duration UNFETCHED = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(RunningQuery.class);

    private final QueryIdentity identity;
    private final StatementRun run;
    private final AnswerRenderer answers;
    private final Cancellation cancellation;
    private final Executor executor;
    private final SpillSpace spills;
    private final Clock clock;

    /** Guards what follows it. Held for moments only: not while the statement works, nor while a request waits. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The state, the page that was given, or how many requests wait. */
    private final Condition changed = lock.newCondition();

    private ResultState state = new Running();
    private Given given;
    private int waiting;
    private ConcurrencyLimit.@Nullable Place place;
    private volatile long touchedMillis;

    /**
     * What the client was given last.
     *
     * @param number of the page; -1 before the first
     * @param body the answer, until the result is finalised
     * @param totals with this page
     * @param atMillis when
     */
    private record Given(int number, @Nullable JsonBuffer body, Totals totals, long atMillis) {}

    /** @param executor where the statement works */
    RunningQuery(
            QueryIdentity identity, StatementRun run, AnswerRenderer answers, Cancellation cancellation, Executor executor,
            SpillSpace spills, Clock clock) {
        this.identity = identity;
        this.run = run;
        this.answers = answers;
        this.cancellation = cancellation;
        this.executor = executor;
        this.spills = spills;
        this.clock = clock;
        this.given = new Given(-1, null, Totals.NONE, clock.millis());
    }

    /**
     * @param taken given back when the statement has ended: it was read to its end, failed, or was killed and has noticed; of a result in a
     *     file, when the client has its last page
     * @throws RejectedExecutionException when too many statements run
     */
    void start(ConcurrencyLimit.Place taken) {
        place = taken;
        executor.execute(this::work);
    }

    /** Runs the statement, or reads a page ahead. */
    private void work() {
        Rest outcome;
        try {
            outcome = new Paging(run.nextPage(this::makeRoom));
        } catch (Throwable e) {
            outcome = failing(e);
        }
        lock.lock();
        try {
            switch (state) {
                case Running _ -> arrived(outcome);
                case ReadingAhead(boolean wanted) -> {
                    arrived(outcome);
                    if (wanted && outcome instanceof Paging paging) {
                        spill(paging);
                    }
                }
                case Killed _, Failed _, Finalised _ -> giveBackPlace();
                case Spilled _, ReadingOn _, Paging _, Failing _, Done _ ->
                    throw new IllegalStateException("two work on query " + identity.id());
            }
        } finally {
            lock.unlock();
        }
    }

    private Failing failing(Throwable thrown) {
        return new Failing(isGivenUp() ? QueryResponse.aborted() : ErrorAnswers.describe(thrown));
    }

    private boolean isGivenUp() {
        lock.lock();
        try {
            return switch (state) {
                case Killed _, Failed _, Finalised _ -> true;
                case Running _, ReadingAhead _, Spilled _, ReadingOn _, Paging _, Failing _, Done _ -> false;
            };
        } finally {
            lock.unlock();
        }
    }

    private void arrived(Rest outcome) {
        if (!(outcome instanceof Paging(var page)) || page.last()) {
            giveBackPlace();
        }
        become(outcome);
    }

    private void become(ResultState next) {
        state = next;
        changed.signalAll();
    }

    /**
     * The answer with page {@code number}: its rows; or no rows and the state {@code Running}, when the statement takes longer than
     * {@code waitNanos}; or the error.
     *
     * @throws HttpRefusal 404 when that page was not the next, 400 when the client has closed the result
     */
    JsonBuffer page(int number, long waitNanos) {
        lock.lock();
        waiting++;
        try {
            long left = waitNanos;
            while (true) {
                JsonBuffer again = givenAgain(number);
                if (again != null) {
                    return again;
                }
                StatementRun.Page page = takeNext();
                if (page != null) {
                    return give(number, page);
                }
                if (left <= 0) {
                    return give(number, StatementRun.Page.empty(false));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpRefusal.busy("the server is stopping");
        } finally {
            waiting--;
            changed.signalAll();
            lock.unlock();
        }
    }

    /** The page that was given last, when that is asked for; null when it is the next one. */
    private @Nullable JsonBuffer givenAgain(int number) {
        if (state instanceof Finalised) {
            throw HttpRefusal.badRequest("Query ID " + identity.id() + " is already finalised");
        }
        if (number == given.number && given.body != null) {
            return given.body;
        }
        if (number != given.number + 1 || state.isEnded()) {
            throw HttpRefusal.notFound("Query ID " + identity.id() + " has no page " + number
                    + " to give: pages come in order, and only the last one given can be fetched again");
        }
        return null;
    }

    /** The next page, when it is there, and an empty one of a result that failed; null when neither is known yet. */
    private StatementRun.@Nullable Page takeNext() {
        return switch (state) {
            case Running _, ReadingAhead _, ReadingOn _ -> null;
            case Paging(var page) -> {
                if (page.last()) {
                    state = new Done();
                } else {
                    readAhead();
                }
                yield page;
            }
            case Spilled spilled -> takeSpilled(spilled);
            case Failing(var error) -> fail(error);
            case Killed _ -> fail(QueryResponse.aborted());
            case Done _, Failed _, Finalised _ -> throw new IllegalStateException("query " + identity.id() + " has ended");
        };
    }

    /** When no thread is free now, the failed page says so when it is asked for. */
    private void readAhead() {
        state = new ReadingAhead(false);
        try {
            executor.execute(this::work);
        } catch (RejectedExecutionException e) {
            failNext(new StagedoorException(
                    ErrorCode.INTERNAL, "the server runs too many statements to go on with this one: try again", true, e));
        }
    }

    private void failNext(StagedoorException error) {
        run.end(error);
        giveBackPlace();
        become(new Failing(error));
    }

    private StatementRun.Page fail(StagedoorException error) {
        state = new Failed(error);
        return StatementRun.Page.empty(true);
    }

    private StatementRun.@Nullable Page takeSpilled(Spilled spilled) {
        if (spilled.pages().isEmpty()) {
            if (spilled.rest() instanceof ReadingOn) {
                return null;
            }
            spilled.pages().close();
            state = spilled.rest();
            return takeNext();
        }
        try {
            StatementRun.Page page = spilled.pages().next();
            if (page.last()) {
                spilled.pages().close();
                giveBackPlace();
                state = new Done();
            }
            return page;
        } catch (IOException e) {
            spilled.pages().close();
            failNext(new StagedoorException(
                    ErrorCode.INTERNAL, "the rest of the result waited in a file, which cannot be read any more: run the query again", true,
                    e));
            return takeNext();
        }
    }

    private JsonBuffer give(int number, StatementRun.Page page) {
        Totals totals = given.totals.plus(page);
        JsonBuffer body = answers.page(page, number, state, totals);
        given = new Given(number, body, totals, clock.millis());
        return body;
    }

    /** Reads on into a file, if nobody has fetched for a while from a result that holds a place. To be called now and then. */
    void spillIfUnfetched() {
        lock.lock();
        try {
            if (run.holdsPlace() && waiting == 0 && isUnfetchedFor(SPILLED_AFTER) && state instanceof Paging paging) {
                spill(paging);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isUnfetchedFor(Duration time) {
        return clock.millis() - given.atMillis >= time.toMillis();
    }

    /** Another query needs the place of this one. Whether it comes free in a moment. */
    private boolean makeRoom() {
        lock.lock();
        try {
            return switch (state) {
                case Running _ -> false;
                case ReadingAhead _ -> {
                    state = new ReadingAhead(true);
                    yield true;
                }
                case Paging paging -> spill(paging) || endUnfetched();
                case Spilled(_, Paging _) -> endUnfetched();
                case Spilled _, ReadingOn _, Failing _, Killed _, Done _, Failed _, Finalised _ -> true;
            };
        } finally {
            lock.unlock();
        }
    }

    /** Ends a result that cannot be read on, if nobody has fetched from it for long. Pages that are there already are still given. */
    private boolean endUnfetched() {
        if (!isUnfetchedFor(UNFETCHED)) {
            return false;
        }
        run.end(new StagedoorException(
                ErrorCode.ABORTED_QUERY,
                "the result was ended: nobody fetched from it for " + UNFETCHED.toSeconds()
                        + " s, another query needed its place, and it is larger than what the server keeps of results that nobody fetches"
                        + " (" + ResultLimits.MAX_SPILL_SETTING + "). Fetch rows sooner, or select fewer.",
                true,
                null));
        giveBackPlace();
        return true;
    }

    /** Begins to read on into a file; false when there is none to be had, or nothing to be read on. */
    private boolean spill(Paging paging) {
        if (paging.next().last()) {
            return false;
        }
        Optional<SpillFile> file = spills.newFile(identity.principal().user());
        if (file.isEmpty()) {
            return false;
        }
        become(new Spilled(file.get(), new ReadingOn()));
        try {
            executor.execute(() -> readOn(file.get(), paging.next()));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("no thread is free to read on", e);
            file.get().close();
            become(paging);
            return false;
        }
    }

    /** Reads on until the end, an error, the end of the time or of the room, or until the query is ended. */
    private void readOn(SpillFile file, StatementRun.Page first) {
        Rest rest;
        try {
            rest = readOnFrom(first, file);
        } catch (Throwable e) {
            rest = failing(e);
        }
        lock.lock();
        try {
            if (!(rest instanceof Paging) && !(rest instanceof Done) || !(state instanceof Spilled)) {
                giveBackPlace();
            }
            if (state instanceof Spilled) {
                become(new Spilled(file, rest));
            }
        } finally {
            lock.unlock();
        }
    }

    private Rest readOnFrom(StatementRun.Page first, SpillFile file) {
        long end = clock.millis() + MAX_SPILL_TIME.toMillis();
        StatementRun.Page page = first;
        while (clock.millis() < end && isAdded(page, file)) {
            if (page.last()) {
                return new Done();
            }
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            page = run.nextPage(this::makeRoom);
        }
        return new Paging(page);
    }

    private boolean isAdded(StatementRun.Page page, SpillFile file) {
        try {
            return file.add(page);
        } catch (IOException e) {
            if (!isGivenUp()) {
                LOG.warn("The result of query {} keeps its place, because it cannot be written to a file: {}", identity.id(), e.toString());
            }
            return false;
        }
    }

    /** The answer to {@code /final}: no rows, no next page. Closes the result; asking again gives the same. */
    JsonBuffer finish() {
        kill();
        lock.lock();
        try {
            while (waiting > 0) {
                changed.awaitUninterruptibly();
            }
            state = new Finalised(state.told());
            given = new Given(given.number, null, given.totals, given.atMillis);
            return answers.page(StatementRun.Page.empty(true), 0, state, given.totals);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the statement; whoever waits for it is answered with 1043. */
    void kill() {
        cancellation.cancel();
        lock.lock();
        try {
            if (state instanceof Spilled(var pages, _)) {
                pages.close();
            }
            if (!state.isEnded()) {
                become(new Killed());
            }
            if (run.end()) {
                giveBackPlace();
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveBackPlace() {
        ConcurrencyLimit.Place taken = place;
        if (taken != null) {
            taken.close();
        }
    }

    /** {@code GET /v1/query/{id}}. */
    JsonBuffer stats() {
        lock.lock();
        try {
            return answers.stats(state, given.totals);
        } finally {
            lock.unlock();
        }
    }

    /** Whether everything there is was in the first answer, so that nobody will ask again. */
    boolean isAnsweredWhole() {
        lock.lock();
        try {
            return state.isEnded() && given.number == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it changed something, so that running it a second time could end differently. */
    boolean isWrite() {
        lock.lock();
        try {
            return state.told().isEmpty() && !run.hasResultSet();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing but a repeated request could still ask for it. */
    boolean isDone() {
        lock.lock();
        try {
            return state.isEnded() || state instanceof Killed;
        } finally {
            lock.unlock();
        }
    }

    boolean isWaitedFor() {
        lock.lock();
        try {
            return waiting > 0;
        } finally {
            lock.unlock();
        }
    }

    QueryIdentity identity() {
        return identity;
    }

    /** Somebody asks about it. */
    void touch() {
        touchedMillis = clock.millis();
    }

    long touchedMillis() {
        return touchedMillis;
    }
}
