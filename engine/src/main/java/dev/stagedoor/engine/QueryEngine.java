package dev.stagedoor.engine;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Read-only SQL over what Stagedoor knows, run by DuckDB. A query gets a connection and a platform thread of its own for as long as its
 * cursor is open; when all are taken the next is refused rather than queued.
 */
final class QueryEngine implements AutoCloseable {
    /** Queries whose cursors are open at the same time. */
    static final int MAX_RUNNING = 16;

    /** Longest text of a query, in characters; bounds how deep DuckDB's parser recurses. */
    static final int MAX_QUERY_CHARS = 64 * 1024;

    private final EngineOptions options;
    private final Relations relations;
    private final LongSupplier nanoTime;
    private final DuckDb duckDb;
    private final QueryThreads threads = new QueryThreads(MAX_RUNNING);
    private final Semaphore slots = new Semaphore(MAX_RUNNING);

    QueryEngine(EngineOptions options, Relations relations, LongSupplier nanoTime) {
        this.options = options;
        this.relations = relations;
        this.nanoTime = nanoTime;
        this.duckDb = new DuckDb(options);
    }

    StatementResult query(List<QueryPart> parts, StatementContext context) {
        Optional<StatementResult> constant = ConstantSelect.answer(parts, context);
        return constant.isPresent() ? constant.get() : run(ComposedQuery.of(parts, relations, context), Optional.empty(), context);
    }

    /** The rows of a relation for which a condition holds, in its order and with its columns. */
    StatementResult.Rows filter(Relation relation, List<QueryPart> condition, StatementContext context) {
        return run(ComposedQuery.where(relation, condition, relations, context), Optional.of(relation.schema()), context);
    }

    /** Whether DuckDB has been needed yet. */
    boolean isLoaded() {
        return duckDb.isLoaded();
    }

    private StatementResult.Rows run(ComposedQuery query, Optional<List<Column>> schema, StatementContext context) {
        if (query.sql().length() > MAX_QUERY_CHARS) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "a query has at most " + MAX_QUERY_CHARS + " characters, not " + query.sql().length());
        }
        RunningQuery running = new RunningQuery(query, context, TimeLimit.of(options, context.session(), nanoTime));
        if (!slots.tryAcquire()) {
            throw new StagedoorException(
                    ErrorCode.ABORTED_QUERY, MAX_RUNNING + " queries are running, as many as may: try again in a moment", true, null);
        }
        QueryCursor cursor = new QueryCursor(running);
        try {
            context.cancellation().onCancel(running::interrupt);
            cursor.open();
            List<Column> columns = schema.orElse(running.schema());
            if (columns.size() != running.schema().size()) {
                throw new StagedoorException(ErrorCode.SEMANTIC, "WHERE takes one condition over the columns shown");
            }
            return new StatementResult.Rows(columns, cursor, List.of());
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    private <T> T call(RunningQuery running, Callable<T> work) {
        try {
            return threads.call(work, running);
        } catch (SQLException e) {
            if (QueryErrors.endsDatabase(e)) {
                duckDb.discard();
            }
            running.cancellation().check();
            throw QueryErrors.translate(e, options);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
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

    /** Rows a batch at a time. Lets go of DuckDB as soon as the last batch is here, not only when it is closed. */
    private final class QueryCursor implements RowCursor {
        private final RunningQuery running;
        private Iterator<@Nullable String[]> batch = List.<@Nullable String[]>of().iterator();
        private boolean closed;

        QueryCursor(RunningQuery running) {
            this.running = running;
        }

        void open() {
            List<@Nullable String[]> first = call(running, () -> {
                running.open(duckDb);
                return running.fetch();
            });
            take(first);
        }

        @Override
        public @Nullable String @Nullable [] next() {
            if (!batch.hasNext() && !closed) {
                take(call(running, running::fetch));
            }
            return batch.hasNext() ? batch.next() : null;
        }

        private void take(List<@Nullable String[]> rows) {
            batch = rows.iterator();
            if (rows.isEmpty()) {
                close();
            }
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            threads.run(() -> {
                running.close();
                slots.release();
            });
        }
    }
}
