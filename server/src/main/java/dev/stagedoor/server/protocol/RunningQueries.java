package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.Prepared.Cost;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.server.http.ConcurrencyLimit;
import dev.stagedoor.server.http.HttpRefusal;
import dev.stagedoor.server.http.UserConcurrencyLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements under way and the results still open, by query id; bounded in number, and closed when nobody asks about them.
 *
 * <p>Statements run on platform threads: SQLite and DuckDB block the thread they run on, and a blocked carrier thread would hold up every
 * request that runs on a virtual one.
 */
public final class RunningQueries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningQueries.class);
    private static final Duration IDLE_THREAD = Duration.ofSeconds(30);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final ConcurrentHashMap<String, RunningQuery> byId = new ConcurrentHashMap<>();
    private final int maxOpen;
    private final Duration idleTimeout;
    private final UserConcurrencyLimit places;
    private final SpillSpace spills;
    private final Clock clock;
    private final ThreadPoolExecutor executor;

    /**
     * @param places of statements running
     * @param spills where results wait that nobody fetches
     */
    public RunningQueries(int maxOpen, Duration idleTimeout, UserConcurrencyLimit places, SpillSpace spills, Clock clock) {
        this.places = places;
        this.spills = spills;
        this.maxOpen = maxOpen;
        this.idleTimeout = idleTimeout;
        this.clock = clock;
        executor = new ThreadPoolExecutor(
                0,
                maxOpen,
                IDLE_THREAD.toMillis(),
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("statement-", 0).factory());
    }

    /** The places of statements running. */
    UserConcurrencyLimit places() {
        return places;
    }

    /** Where statements of that cost run. */
    Executor executor(Cost cost) {
        return switch (cost) {
            case INSTANT, SHORT -> Runnable::run;
            case OPEN -> executor;
        };
    }

    /**
     * Does something on a platform thread, while the caller's waits.
     *
     * @throws HttpRefusal 503 when no thread is free
     */
    <T> T elsewhere(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor).join();
        } catch (RejectedExecutionException e) {
            throw tooMany();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    SpillSpace spills() {
        return spills;
    }

    Clock clock() {
        return clock;
    }

    Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * Registers {@code query} and starts it, unless one of that id is there already. What is not open in its cost has run when this
     * returns, with all of its result in the first page, and is not registered: nobody can ask for it.
     *
     * @param place of its user; given back when the statement has ended, unless one is returned or thrown
     * @return that one
     * @throws HttpRefusal 503 when too many are open
     */
    Optional<RunningQuery> start(RunningQuery query, ConcurrencyLimit.Place place, Cost cost) {
        if (cost != Cost.OPEN) {
            query.start(place);
            return Optional.empty();
        }
        if (byId.size() >= maxOpen) {
            byId.values().removeIf(other -> other.isDone() && !other.isWaitedFor());
        }
        if (byId.size() >= maxOpen) {
            throw tooMany();
        }
        query.touch();
        RunningQuery earlier = byId.putIfAbsent(query.identity().id(), query);
        if (earlier != null) {
            return Optional.of(earlier);
        }
        try {
            query.start(place);
        } catch (RejectedExecutionException e) {
            query.kill();
            remove(query);
            throw tooMany();
        }
        return Optional.empty();
    }

    private HttpRefusal tooMany() {
        return HttpRefusal.busy("the server has " + maxOpen + " statements running or results open, which is as many as it may: try again");
    }

    Optional<RunningQuery> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The query a request names.
     *
     * @throws HttpRefusal 404 when there is none, 401 when it is another user's
     */
    RunningQuery require(String id, Principal principal) {
        RunningQuery query = byId.get(id);
        if (query == null) {
            throw HttpRefusal.notFound("Query ID " + shown(id) + " not found on node " + QueryResponse.NODE_ID);
        }
        if (!query.identity().isOf(principal)) {
            throw HttpRefusal.unauthorized(ErrorCode.AUTHENTICATE_FAILURE, "Query ID " + shown(id) + " belongs to another user");
        }
        query.touch();
        return query;
    }

    void remove(RunningQuery query) {
        byId.remove(query.identity().id(), query);
    }

    /** Ends what was started with the tokens of a session. */
    void endSession(String loginSession) {
        for (RunningQuery query : byId.values()) {
            if (query.identity().isOfSession(loginSession)) {
                query.kill();
                remove(query);
            }
        }
    }

    /** Closes what nobody has asked about for the idle time limit. To be called now and then. */
    public void closeIdle() {
        long oldest = clock.millis() - idleTimeout.toMillis();
        for (RunningQuery query : byId.values()) {
            if (query.touchedMillis() <= oldest && !query.isWaitedFor()) {
                if (!query.isDone()) {
                    LOG.info("Query {} closed: nobody asked about it for {} s", query.identity().id(), idleTimeout.toSeconds());
                }
                query.kill();
                remove(query);
            }
        }
    }

    /** Reads on results that nobody fetches, so that they hold no place for queries. To be called now and then. */
    public void spillUnfetched() {
        byId.values().forEach(RunningQuery::spillIfUnfetched);
    }

    /** How many statements run or hold a result open. */
    public int size() {
        return byId.size();
    }

    /** Kills whatever runs, and waits a little for it to end. */
    @Override
    public void close() {
        byId.values().forEach(RunningQuery::kill);
        byId.clear();
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} statements did not end when they were cancelled", executor.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String shown(String id) {
        return QueryIds.isSane(id) ? id : "?";
    }
}
