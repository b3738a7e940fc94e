package dev.stagedoor.engine.query;

import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.row.Column;
import dev.stagedoor.engine.statement.Cancellation;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.storage.mirror.Mirror;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read-only SQL over what Stagedoor knows, run by DuckDB. A query gets a connection and a platform thread of its own for as long as its
 * cursor is open. When all are taken, the readers of open results are asked to read on; when none of them can, the next query is refused.
 */
public final class QueryEngine implements AutoCloseable {
    /** Queries whose cursors are open at the same time. */
    static final int MAX_RUNNING = 16;

    /** Calls into DuckDB that may go on beside the queries although theirs were ended; further ones take places. */
    static final int MAX_ABANDONED = 4;

    /** A query waits no longer for a place that readers of open results have promised. */
    static final Duration MAX_PLACE_WAIT = Duration.ofSeconds(10);

    /** How often a wait for a place looks whether the query was ended. */
    private static final long LOOK_MILLIS = 100;

    /** Longest text of a query, in characters; bounds how deep DuckDB's parser recurses. */
    static final int MAX_QUERY_CHARS = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(QueryEngine.class);

    private final QueryOptions options;
    private final Relations relations;
    private final FileSelection selection;
    private final Mirror mirror;
    private final LongSupplier nanoTime;
    private final DuckDb duckDb;
    private final QueryThreads threads = new QueryThreads(MAX_RUNNING + MAX_ABANDONED);
    private final QueryPlaces places;
    private final Calls calls = new Calls();

    /** The oldest first. */
    private final Queue<QueryCursor> open = new ConcurrentLinkedQueue<>();

    /** Queries that wait for a place. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param mirror where staged files lie while queries read them; not closed by the engine */
    public QueryEngine(QueryOptions options, Relations relations, FileSelection selection, Mirror mirror, LongSupplier nanoTime) {
        this.options = options;
        this.relations = relations;
        this.nanoTime = nanoTime;
        this.places = new QueryPlaces(MAX_RUNNING, options.perUser(), MAX_ABANDONED);
        this.selection = selection;
        this.mirror = mirror;
        this.duckDb = new DuckDb(options, mirror.directory());
    }

    public StatementResult query(List<QueryPart> parts, StatementContext context) {
        Optional<StatementResult> constant = ConstantSelect.answer(parts, relations, context);
        return constant.isPresent() ? constant.get() : run(ComposedQuery.of(parts, relations, context), Optional.empty(), context);
    }

    /** The rows of a relation for which a condition holds, in its order and with its columns. */
    StatementResult.Rows filter(Relation relation, List<QueryPart> condition, StatementContext context) {
        return run(ComposedQuery.where(relation, condition, relations, context), Optional.of(relation.schema()), context);
    }

    /** The scalar and aggregate functions a query may call. Called on a query thread, as rows of a relation are. */
    public List<EngineFunction> functions() {
        try {
            return duckDb.functions();
        } catch (SQLException e) {
            throw QueryErrors.translate(e, options);
        }
    }

    /** Whether DuckDB has been needed yet. */
    public boolean isLoaded() {
        return duckDb.isLoaded();
    }

    private StatementResult.Rows run(ComposedQuery query, Optional<List<Column>> schema, StatementContext context) {
        if (query.sql().length() > MAX_QUERY_CHARS) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "a query has at most " + MAX_QUERY_CHARS + " characters, not " + query.sql().length());
        }
        EngineQuery running = new EngineQuery(
                query, context, TimeLimit.of(options, context.session(), nanoTime), new StagedFileSet(selection, mirror));
        String user = context.principal().user();
        QueryCursor cursor = new QueryCursor(running, place(user, context.cancellation()), user, calls);
        open.add(cursor);
        try {
            context.cancellation().onCancel(running::interrupt);
            cursor.open(duckDb);
            List<Column> columns = schema.orElse(running.schema());
            if (columns.size() != running.schema().size()) {
                throw new StagedoorException(ErrorCode.SEMANTIC, "WHERE takes one condition over the columns shown");
            }
            return new StatementResult.Rows(columns, cursor, running.warnings());
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    /** @throws StagedoorException 1043 when there is no place, and none comes free in time, or the query was ended */
    private QueryPlaces.Place place(String user, Cancellation cancellation) {
        long start = nanoTime.getAsLong();
        waiting.incrementAndGet();
        try {
            Optional<QueryPlaces.Place> free = places.takeIfFree(user);
            while (free.isEmpty() && isPromised(user) && nanoTime.getAsLong() - start < MAX_PLACE_WAIT.toNanos()) {
                places.await(LOOK_MILLIS);
                cancellation.check();
                free = places.takeIfFree(user);
            }
            return free.orElseGet(() -> places.take(user));
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Asks readers for as many places as there are queries that wait for one. */
    private boolean isPromised(String user) {
        open.removeIf(QueryCursor::isClosed);
        return switch (places.want(user)) {
            case NONE -> true;
            case OWN -> askReaders(cursor -> cursor.user().equals(user));
            case ANY -> askReaders(_ -> true);
        };
    }

    private boolean askReaders(Predicate<QueryCursor> whose) {
        return open.stream().filter(whose).filter(QueryCursor::makeRoom).limit(waiting.get()).count() > 0;
    }

    private final class Calls implements QueryCursor.Calls {
        @Override
        public <T> T call(Callable<T> work, QueryCursor cursor) {
            Cancellation cancellation = cursor.query().cancellation();
            try {
                return threads.call(() -> cursor.work(work), cursor.query());
            } catch (QueryThreads.AbandonedCall e) {
                cursor.abandon();
                LOG.warn("A query of user '{}' was ended, but the query engine has not noticed; its call goes on", cursor.user());
                cancellation.check();
                throw Cancellation.aborted();
            } catch (SQLException e) {
                if (QueryErrors.endsDatabase(e)) {
                    duckDb.discard();
                }
                cancellation.check();
                throw QueryErrors.translate(e, options);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void last(Runnable work) {
            threads.run(work);
        }
    }

    @Override
    public void close() {
        threads.close();
        try {
            duckDb.close();
        } catch (SQLException e) {
            throw new IllegalStateException("query engine could not be closed", e);
        }
    }
}
