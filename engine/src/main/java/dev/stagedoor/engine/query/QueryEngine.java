package dev.stagedoor.engine.query;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.engine.file.FileSelection;
import dev.stagedoor.engine.file.NamedFiles;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.EngineFunction;
import dev.stagedoor.query.duckdb.QueryOutput;
import dev.stagedoor.query.duckdb.QueryTask;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.query.worker.Workers;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.table.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read-only SQL over what Stagedoor knows, run by DuckDB in worker processes. A query has a place for as long as its cursor is open. When
 * all are taken, the next query waits for one, and the readers of open results are asked to read on.
 */
public final class QueryEngine implements AutoCloseable {
    /** Queries whose cursors are open at the same time. */
    static final int MAX_RUNNING = 16;

    /** Calls into DuckDB that may go on beside the queries although theirs were ended; further ones take places. */
    static final int MAX_ABANDONED = 4;

    /** How often a wait for a place looks whether the query was ended. */
    private static final long LOOK_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(QueryEngine.class);

    private final QueryOptions options;
    private final Relations relations;
    private final FileSelection selection;
    private final NamedFiles namedFiles;
    private final TableFiles tables;
    private final Mirror mirror;
    private final LongSupplier nanoTime;
    private final Workers workers;
    private final QueryThreads threads = new QueryThreads();
    private final QueryPlaces places;
    private final TableMoments moments;
    private final Calls calls = new Calls();

    /** The oldest first. */
    private final Queue<QueryCursor> open = new ConcurrentLinkedQueue<>();

    /**
     * @param tables the files of tables
     * @param mirror where staged files lie while queries read them; not closed by the engine
     * @param workers in which queries run; closed with the engine
     */
    public QueryEngine(
            QueryOptions options,
            Relations relations,
            FileSelection selection,
            NamedFiles namedFiles,
            TableFiles tables,
            Mirror mirror,
            Workers workers,
            LongSupplier nanoTime) {
        this.options = options;
        this.relations = relations;
        this.nanoTime = nanoTime;
        this.places = new QueryPlaces(MAX_RUNNING, options.perUser(), MAX_ABANDONED);
        this.selection = selection;
        this.namedFiles = namedFiles;
        this.tables = tables;
        this.moments = new TableMoments(
                relations, tables, (parts, context) -> query(new LoadQuery(parts, Map.of()), context).cursor());
        this.mirror = mirror;
        this.workers = workers;
    }

    public StatementResult query(List<QueryPart> parts, StatementContext context) {
        Optional<StatementResult> constant = ConstantSelect.answer(parts, relations, context);
        return constant.isPresent() ? constant.get() : query(new LoadQuery(parts, Map.of()), context);
    }

    /** A query of the server's own. */
    public StatementResult.Rows query(LoadQuery query, StatementContext context) {
        return run(composed(query, Optional.empty(), context), Optional.empty(), context);
    }

    /**
     * What the queries of one statement read besides the table that it changes: files and tables as they are now.
     *
     * @param parts of all of them
     * @param base the table that the statement changes, which those parts may read, too
     * @throws StagedoorException as the queries
     */
    public LoadQuery.Fixed fixed(List<QueryPart> parts, Table base, StatementContext context) {
        return moments.all(parts, base, context);
    }

    private ComposedQuery composed(LoadQuery query, Optional<QueryOutput> output, StatementContext context) {
        return ComposedQuery.of(moments.fixed(query, context), output, relations, context);
    }

    /**
     * Writes the rows of a query to a file of a table, or one for each partition, and returns when all are there.
     *
     * @param fields of the table; the query has as many columns, in their order
     * @param counted whether it has one more, the name of the file that a row comes from, by which rows are counted
     * @param layout of the table
     * @throws StagedoorException as a query, and for a value that does not fit its column; then there is no file
     */
    public WrittenOutput write(
            LoadQuery query, List<TableField> fields, boolean counted, FileLayout layout, StatementContext context) {
        Path file = workers.newOutput();
        QueryOutput output = new QueryOutput.TableParquet(file, fields, counted, layout);
        boolean written = false;
        try (RowCursor rows = run(composed(query, Optional.of(output), context), Optional.empty(), context).cursor()) {
            WrittenOutput told = WrittenOutput.of(file, rows);
            written = true;
            return told;
        } finally {
            if (!written) {
                WrittenOutput.delete(file);
            }
        }
    }

    /**
     * Writes the rows of a query to files of a format, and returns when all are there.
     *
     * @param maxFileBytes at which another file is begun; 0 for one file
     * @param partitioned whether the last column tells to which files a row goes, and is not in them
     * @throws StagedoorException as a query, and for a value that the format has no way to write; then there are no files
     */
    public UnloadedOutput unload(
            LoadQuery query, FileFormat format, long maxFileBytes, boolean partitioned, StatementContext context) {
        Path directory = UnloadedOutput.directory(workers.newOutput());
        QueryOutput.Unload output = new QueryOutput.Unload(directory.resolve("data"), format, maxFileBytes, partitioned);
        boolean written = false;
        try (RowCursor rows = run(composed(query, Optional.of(output), context), Optional.empty(), context).cursor()) {
            UnloadedOutput told = UnloadedOutput.of(directory, output, rows);
            written = true;
            return told;
        } finally {
            if (!written) {
                UnloadedOutput.delete(directory);
            }
        }
    }

    /** The rows of a relation for which a condition holds, in its order and with its columns. */
    StatementResult.Rows filter(Relation relation, List<QueryPart> condition, StatementContext context) {
        LoadQuery fixed = moments.fixed(new LoadQuery(condition, Map.of()), context);
        return run(ComposedQuery.where(relation, fixed, relations, context), Optional.of(relation.schema()), context);
    }

    /** The scalar and aggregate functions a query may call. Called on a query thread, as rows of a relation are. */
    public List<EngineFunction> functions() {
        return workers.functions();
    }

    /** Whether a process that runs queries has been started. */
    public boolean isLoaded() {
        return workers.isStarted();
    }

    private StatementResult.Rows run(ComposedQuery query, Optional<List<Column>> schema, StatementContext context) {
        int length = query.task().sql().length();
        if (length > QueryTask.MAX_CHARS) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "a query has at most " + QueryTask.MAX_CHARS + " characters, not " + length);
        }
        SuppliedQuery supply = new SuppliedQuery(query, context, new StagedFileSet(selection, mirror), new WholeFiles(namedFiles), tables);
        TimeLimit timeLimit = TimeLimit.of(options, context.session(), nanoTime);
        String user = context.principal().user();
        QueryPlaces.Place place = place(user, context.cancellation());
        QueryCursor cursor = new QueryCursor(query, supply, context.cancellation(), timeLimit, place, user, calls);
        open.add(cursor);
        try {
            context.cancellation().onCancel(cursor::interrupt);
            cursor.open(workers);
            List<Column> columns = schema.orElse(cursor.schema());
            if (columns.size() != cursor.schema().size()) {
                throw new StagedoorException(ErrorCode.SEMANTIC, "WHERE takes one condition over the columns shown");
            }
            return new StatementResult.Rows(columns, cursor, supply.warnings());
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    /** @throws StagedoorException 1043 when there is no place, and none comes free in time, or the query was ended */
    private QueryPlaces.Place place(String user, Cancellation cancellation) {
        long start = nanoTime.getAsLong();
        try (QueryPlaces.Turn turn = places.enter(user)) {
            Optional<QueryPlaces.Place> free = turn.takeIfFree();
            while (free.isEmpty()) {
                askReaders(user);
                if (nanoTime.getAsLong() - start >= options.maxWait().toNanos() && turn.isKeptWaiting()) {
                    throw turn.refusal();
                }
                places.await(LOOK_MILLIS);
                cancellation.check();
                free = turn.takeIfFree();
            }
            return free.get();
        }
    }

    /** Asks readers of open results for as many places as there are queries that wait for one. */
    private void askReaders(String user) {
        open.removeIf(QueryCursor::isClosed);
        switch (places.want(user)) {
            case NONE -> {}
            case OWN -> askReaders(cursor -> cursor.user().equals(user));
            case ANY -> askReaders(_ -> true);
        }
    }

    private void askReaders(Predicate<QueryCursor> whose) {
        long asked = open.stream().filter(whose).filter(QueryCursor::makeRoom).limit(places.waiting()).count();
        LOG.debug("{} results are read on, so that a query that waits has a place", asked);
    }

    private final class Calls implements QueryCursor.Calls {
        @Override
        public <T> T call(Callable<T> work, QueryCursor cursor) {
            Cancellation cancellation = cursor.cancellation();
            try {
                return threads.call(() -> cursor.work(work), cursor);
            } catch (QueryThreads.AbandonedCall e) {
                cursor.abandon();
                LOG.warn("A query of user '{}' was ended, but the query engine has not noticed; its call goes on", cursor.user());
                cancellation.check();
                throw Cancellation.aborted();
            } catch (RuntimeException e) {
                cancellation.check();
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
        workers.close();
    }
}
