package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ShownText;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.QueryOutput.TableParquet;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.QueryProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One query on a connection of its own, from its text to its last row. Every method but {@link #interrupt} is called on a query thread, one
 * at a time.
 */
public final class EngineQuery implements AutoCloseable {
    /** How many rows are fetched at first; each batch may have twice as many as the one before, up to {@link #MAX_BATCH_ROWS}. */
    static final int FIRST_BATCH_ROWS = 1000;

    /** Most rows that are fetched at once. */
    static final int MAX_BATCH_ROWS = 8 * FIRST_BATCH_ROWS;

    /** Of files of so many bytes it is told how far the query has come; with smaller ones it ends too soon. */
    static final long WATCHED_BYTES = 4 << 20;

    /** The rows of so many bytes of files are loaded in any order where the query asks for none: to keep theirs takes time. */
    static final long UNORDERED_BYTES = 64 << 20;

    /** A batch ends sooner when its cells hold so many characters. */
    static final int BATCH_CHARS = 1 << 20;

    /** How often a query is started that has no room in memory, and has it when it is asked why. */
    private static final int MAX_STARTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(EngineQuery.class);

    private final QueryTask query;
    private final QuerySupply supply;
    private final Cancellation cancellation;
    private final List<StagedFile> files = new ArrayList<>();
    private final List<String> explainedFiles = new ArrayList<>();
    private FileReads.@Nullable Reader reads;
    private RowCounts.@Nullable Counter counts;
    private RowPartitions.@Nullable Numbering partitions;
    private final List<Column> schema = new ArrayList<>();
    private final List<TextCheck> checks = new ArrayList<>();
    private @Nullable QueryScans scans;
    private @Nullable Reading reading;
    private ReadBuffers.@Nullable Size buffers;
    private @Nullable DuckDBConnection connection;
    private volatile @Nullable DuckDBPreparedStatement statement;
    private @Nullable ResultSet rows;
    private @Nullable ResultReader reader;
    private volatile boolean watched;
    private int batchRows = FIRST_BATCH_ROWS;
    private boolean ended;

    public EngineQuery(QueryTask query, QuerySupply supply, Cancellation cancellation) {
        this.query = query;
        this.supply = supply;
        this.cancellation = cancellation;
    }

    /** Checks the query, loads what it reads, and starts it. */
    public void open(DuckDb duckDb) throws SQLException {
        try {
            start(duckDb);
        } catch (SQLException e) {
            cancellation.check();
            throw translated(e);
        }
    }

    private void start(DuckDb duckDb) throws SQLException {
        DuckDBConnection opened = duckDb.connect();
        connection = opened;
        QueryScans scanned = new QueryScans(duckDb.scans());
        scans = scanned;
        ReadBuffers.Size size = duckDb.buffers().enter();
        buffers = size;
        Reading through = new Reading(opened, scanned, duckDb.csvScans(), size, duckDb.maxExpandedBytes(), cancellation);
        reading = through;
        PreparedQuery runnable = duckDb.prepare(query);
        prepareSession(opened);
        for (var relation : query.relations().entrySet()) {
            if (query.streamed().contains(relation.getKey())) {
                scan(relation.getKey(), relation.getValue(), scanned, opened);
            } else {
                load(relation.getKey(), relation.getValue(), opened);
            }
        }
        for (String table : runnable.lookedUp()) {
            TableSource source = query.tables().get(table);
            if (source == null) {
                load(table, query.sessionTables().get(table), opened);
            } else {
                table(source, runnable, through);
            }
        }
        for (StagedSource source : query.staged().values()) {
            List<StagedFile> local =
                    supply.files(source.table(), Optional.ofNullable(runnable.needs().get(source.table()))).files();
            files.addAll(local);
            if (query.isExplain()) {
                explainedFiles.addAll(ExplainedFiles.lines(source, local));
            }
            checks.addAll(StagedView.create(source, local, through));
        }
        for (FileFunction function : query.functions().values()) {
            List<StagedFile> local = supply.files(function.table(), function.needs()).files();
            files.addAll(local);
            RelationLoader.load(function.table(), function.schema(), RowCursor.of(rows(function, local, through)), opened, cancellation);
        }
        if (FileReads.isCalled(runnable.sql())) {
            FileReads.Reader reader = duckDb.reads().add(supply);
            reads = reader;
            execute(opened, reader.createMacro());
        }
        if (files.stream().mapToLong(StagedFile::size).sum() >= WATCHED_BYTES) {
            execute(opened, "SET enable_progress_bar = true; SET enable_progress_bar_print = false");
            watched = true;
        }
        cancellation.check();
        Optional<String> counter = query.output().flatMap(QueryOutput::counter);
        if (counter.isPresent()) {
            counts = duckDb.counts().add(counter.get(), through.paths().namesOf(files), opened);
        }
        if (query.output().isPresent() && query.output().get() instanceof TableParquet table && !table.transforms().isEmpty()) {
            partitions = duckDb.partitions().add(table.path().toString(), table.transforms());
        }
        execute(opened, "BEGIN TRANSACTION READ ONLY");
        String sql = query.output().isPresent() ? around(query.output().get(), runnable.sql(), opened) : runnable.sql();
        ResultSet started = start(opened, query.explain() + sql);
        rows = started;
        describe(started.getMetaData(), runnable);
    }

    private String around(QueryOutput output, String sql, DuckDBConnection opened) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (var prepared = opened.prepareStatement(sql)) {
            ResultSetMetaData result = prepared.getMetaData();
            for (int i = 1; i <= result.getColumnCount(); i++) {
                columns.add(Column.nullable(result.getColumnLabel(i), DuckDbTypes.parse(result.getColumnTypeName(i))));
            }
        }
        boolean large = files.stream().mapToLong(StagedFile::size).sum() >= UNORDERED_BYTES;
        return output.around(sql, columns, large && !sql.contains("ORDER BY"));
    }

    private void table(TableSource source, PreparedQuery runnable, Reading through) throws SQLException {
        SuppliedFiles local = supply.files(source.table(), Optional.ofNullable(runnable.needs().get(source.table())));
        files.addAll(local.files());
        if (query.isExplain()) {
            explainedFiles.addAll(ExplainedFiles.lines(source, local));
        }
        TableView.create(source, local.files(), through);
    }

    private List<Row> rows(FileFunction function, List<StagedFile> local, Reading through) throws SQLException {
        return switch (function.kind()) {
            case FileFunction.InferSchema(OptionalLong maxRecords, var _) ->
                InferredSchema.rows(function.format(), maxRecords, local, through);
            case FileFunction.InspectParquet _ -> ParquetInspection.rows(local, through.connection());
        };
    }

    private void load(String table, List<Column> columns, DuckDBConnection opened) throws SQLException {
        List<Integer> all = IntStream.range(0, columns.size()).boxed().toList();
        RelationLoader.load(table, columns, supply.rows(table, all), opened, cancellation);
    }

    private void scan(String table, List<Column> columns, QueryScans scanned, DuckDBConnection opened) throws SQLException {
        String select = scanned.select(columns, needed -> supply.rows(table, needed));
        execute(opened, "CREATE TEMP VIEW " + SqlText.name(table) + " AS " + select);
    }

    /** Session functions become macros: then a column is named as the user would name it, {@code version()}. */
    private void prepareSession(DuckDBConnection opened) throws SQLException {
        if (!query.zone().getId().equals(DuckDb.ZONE)) {
            execute(opened, "SET SESSION TimeZone = " + SqlText.literal(query.zone().getId()));
        }
        for (var function : query.session().entrySet()) {
            execute(opened, "CREATE TEMP MACRO \"" + function.getKey() + "\"() AS " + SqlText.literal(function.getValue()));
        }
    }

    /**
     * Starts the query. A streaming result that fails at its first chunk does not say why (duckdb_jdbc 2.0.0.1: "Invalid result set"), so
     * the query is then asked once more in the way that does. What does not fail then had no room in memory beside other queries, and is
     * started again; but for a query that writes, whose rows have been counted by then.
     */
    private ResultSet start(DuckDBConnection opened, String sql) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            DuckDBPreparedStatement prepared = opened.prepare(sql);
            statement = prepared;
            try {
                return prepared.executeQuery();
            } catch (SQLException e) {
                cancellation.check();
                if (!QueryErrors.hidesCause(e)) {
                    throw e;
                }
                Optional<SQLException> cause = cause(opened, sql);
                if (cause.isPresent()) {
                    throw cause.get();
                }
                if (attempt == MAX_STARTS || query.output().isPresent()) {
                    throw QueryErrors.noRoom(e);
                }
            }
        }
    }

    /** Empty when the query does not fail this time. */
    private Optional<SQLException> cause(DuckDBConnection opened, String sql) throws SQLException {
        execute(opened, "ROLLBACK");
        execute(opened, "BEGIN TRANSACTION READ ONLY");
        DuckDBPreparedStatement again = opened.prepare(sql);
        statement = again;
        try (var unexpected = again.query()) {
            return Optional.empty();
        } catch (SQLException e) {
            cancellation.check();
            return Optional.of(e);
        }
    }

    private void describe(ResultSetMetaData result, PreparedQuery runnable) throws SQLException {
        if (query.isExplain()) {
            schema.add(Column.string("explain"));
            return;
        }
        if (query.output().isPresent()) {
            schema.addAll(query.output().get().schema());
            reader = new ResultReader(query.output().get().told().stream().map(Column::type).toList());
            return;
        }
        for (int i = 1; i <= result.getColumnCount(); i++) {
            DataType type = DuckDbTypes.parse(result.getColumnTypeName(i));
            boolean nullable = type == Scalar.NULL || runnable.mayBeNull(i - 1, result.getColumnCount());
            schema.add(new Column(result.getColumnLabel(i), type, nullable));
        }
        reader = new ResultReader(schema.stream().map(Column::type).toList());
    }

    /** The columns; nullable unless it is known that they are not. */
    public List<Column> schema() {
        return schema;
    }

    /** In the user's terms, where it is about one of the files. */
    private SQLException translated(SQLException e) {
        if (scans != null) {
            scans.requireSound();
        }
        if (reads != null) {
            reads.requireSound();
        }
        if (partitions != null) {
            partitions.requireSound();
        }
        explain(String.valueOf(e.getMessage()));
        FileErrors.of(e, files).ifPresent(known -> {
            throw known;
        });
        return e;
    }

    /** Fails with the line of a text file, where DuckDB failed because of it. */
    private void explain(String message) {
        Reading through = reading;
        List<TextCheck> about = checks.stream().filter(check -> check.mayExplain(message)).toList();
        if (through == null || about.isEmpty()) {
            return;
        }
        try {
            execute(through.connection(), "ROLLBACK");
            for (TextCheck check : about) {
                check.run(message, through);
            }
        } catch (SQLException e) {
            cancellation.check();
            LOG.debug("what is wrong with a file could not be told more exactly", e);
        }
    }

    /** A text of DuckDB's in which each path is the name of the file in its stage, as wide as the path where it is shorter. */
    private String named(String text) {
        String named = text;
        for (StagedFile file : files) {
            String path = file.path().toString();
            if (named.contains(path)) {
                named = named.replace(path, String.format("%-" + path.length() + "s", ShownText.of(file.name())));
            }
        }
        return named;
    }

    /** The next rows; none when there are no more, which {@link #isEnded} may tell before. */
    public List<Row> fetch() throws SQLException {
        cancellation.check();
        ResultSet result = rows;
        ResultReader values = reader;
        if (result != null && query.isExplain()) {
            return plan(result);
        }
        List<Row> batch = new ArrayList<>();
        if (result == null || values == null) {
            return batch;
        }
        long full = values.chars() + BATCH_CHARS;
        try {
            while (batch.size() < batchRows && values.chars() < full && advance(result)) {
                Row row = values.row(result);
                batch.add(query.output().isPresent() ? told(row, query.output().get()) : row);
            }
            batchRows = Math.min(2 * batchRows, MAX_BATCH_ROWS);
        } catch (SQLException e) {
            cancellation.check();
            throw translated(e);
        }
        return batch;
    }

    /** What was written, as DuckDB tells it, with what it does not know. */
    private Row told(Row row, QueryOutput output) {
        Row counted = row.and(counts == null ? Map.of() : counts.counts());
        if (!(output instanceof TableParquet table)) {
            return counted;
        }
        RowPartitions.Numbering numbering = partitions;
        return counted.and(
                numbering == null
                        ? List.of()
                        : numbering.partition(table.partition(Objects.requireNonNull(row.text(0)))));
    }

    private boolean advance(ResultSet result) throws SQLException {
        ended = !result.next();
        return !ended;
    }

    /** Whether there are no more rows. */
    public boolean isEnded() {
        return ended;
    }

    /** A plan a line a row, as Databend answers EXPLAIN, and then the staged files. DuckDB gives it as one text beside its kind. */
    private List<Row> plan(ResultSet result) throws SQLException {
        List<Row> lines = new ArrayList<>();
        while (advance(result)) {
            named(result.getString(2)).lines().forEach(line -> lines.add(Row.of(line)));
        }
        explainedFiles.forEach(line -> lines.add(Row.of(line)));
        explainedFiles.clear();
        return lines;
    }

    /** Rows that were read, and that will be, as DuckDB estimates both. */
    public record Scanned(long rows, long ofRows) {}

    /** How far it has come; empty when that is not known. Called by any thread. */
    public Optional<Scanned> scanned() {
        DuckDBPreparedStatement running = statement;
        if (running == null || !watched) {
            return Optional.empty();
        }
        try {
            QueryProgress progress = running.getQueryProgress();
            return progress.getTotalRowsToProcess() <= 0
                    ? Optional.empty()
                    : Optional.of(new Scanned(progress.getRowsProcessed(), progress.getTotalRowsToProcess()));
        } catch (SQLException e) {
            LOG.debug("progress of a query is not known", e);
            return Optional.empty();
        }
    }

    /** Ends the query from another thread; the thread that runs it then fails with an interrupt. */
    public void interrupt() {
        DuckDBPreparedStatement running = statement;
        if (running == null) {
            return;
        }
        try {
            running.cancel();
        } catch (SQLException e) {
            LOG.debug("query was already closed when cancelled", e);
        }
    }

    /** Gives back the connection and with it the temporary tables and views. */
    @Override
    public void close() {
        if (scans != null) {
            scans.close();
        }
        if (reads != null) {
            reads.close();
        }
        if (counts != null) {
            counts.close();
        }
        if (partitions != null) {
            partitions.close();
        }
        if (buffers != null) {
            buffers.close();
        }
        try {
            if (statement != null) {
                statement.close();
            }
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.warn("query could not be closed", e);
        }
    }

    private static void execute(DuckDBConnection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
