package dev.stagedoor.engine.query;

import dev.stagedoor.engine.row.Column;
import dev.stagedoor.engine.row.DataType;
import dev.stagedoor.engine.row.DataType.Scalar;
import dev.stagedoor.engine.row.Row;
import dev.stagedoor.engine.statement.Cancellation;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.StatementContext;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One query on a connection of its own, from its text to its last row. Every method but {@link #interrupt} is called on a query thread, one
 * at a time.
 */
final class EngineQuery {
    /** How many rows are fetched at once. */
    static final int BATCH_ROWS = 1000;

    /** A batch ends sooner when its cells hold so many characters. */
    static final int BATCH_CHARS = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(EngineQuery.class);

    private final ComposedQuery query;
    private final StatementContext context;
    private final TimeLimit timeLimit;
    private final ZoneId zone;
    private final StagedFileSet files;
    private final List<Column> schema = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable DuckDBConnection connection;
    private volatile @Nullable DuckDBPreparedStatement statement;
    private @Nullable ResultSet rows;
    private @Nullable ResultReader reader;

    EngineQuery(ComposedQuery query, StatementContext context, TimeLimit timeLimit, StagedFileSet files) {
        this.files = files;
        this.query = query;
        this.context = context;
        this.timeLimit = timeLimit;
        this.zone = SessionSettings.zone(context.session());
    }

    /** Checks the query, loads what it reads, and starts it. */
    void open(DuckDb duckDb) throws SQLException {
        try {
            start(duckDb);
        } catch (SQLException e) {
            context.cancellation().check();
            throw files.translated(e);
        }
    }

    private void start(DuckDb duckDb) throws SQLException {
        DuckDBConnection opened = duckDb.connect();
        connection = opened;
        PreparedQuery runnable = duckDb.prepare(opened, query);
        prepareSession(opened);
        for (Relation relation : query.relations().values()) {
            warnings.addAll(RelationLoader.load(relation, opened, context.cancellation()));
        }
        for (String table : runnable.sessionTables()) {
            RelationLoader.load(query.sessionTables().get(table), opened, context.cancellation());
        }
        for (StagedSource source : query.staged().values()) {
            files.add(source, context, opened);
        }
        for (FileFunction function : query.functions().values()) {
            files.add(function, context, opened);
        }
        context.cancellation().check();
        execute(opened, "BEGIN TRANSACTION READ ONLY");
        ResultSet started = start(opened, query.explain() + runnable.sql());
        rows = started;
        describe(started.getMetaData(), runnable);
    }

    /** Session functions become macros: then a column is named as the user would name it, {@code version()}. */
    private void prepareSession(DuckDBConnection opened) throws SQLException {
        execute(opened, "SET SESSION TimeZone = " + SqlText.literal(zone.getId()));
        for (var function : query.session().entrySet()) {
            execute(opened, "CREATE TEMP MACRO \"" + function.getKey() + "\"() AS " + SqlText.literal(function.getValue()));
        }
    }

    /**
     * Starts the query. A streaming result that fails at its first chunk does not say why (duckdb_jdbc 2.0.0.1: "Invalid result set"), so
     * the query is then asked once more in the way that does.
     */
    private ResultSet start(DuckDBConnection opened, String sql) throws SQLException {
        DuckDBPreparedStatement prepared = opened.prepare(sql);
        statement = prepared;
        try {
            return prepared.executeQuery();
        } catch (SQLException e) {
            context.cancellation().check();
            throw QueryErrors.hidesCause(e) ? cause(opened, sql, e) : e;
        }
    }

    private SQLException cause(DuckDBConnection opened, String sql, SQLException hidden) throws SQLException {
        execute(opened, "ROLLBACK");
        execute(opened, "BEGIN TRANSACTION READ ONLY");
        DuckDBPreparedStatement again = opened.prepare(sql);
        statement = again;
        try (var unexpected = again.query()) {
            return hidden;
        } catch (SQLException e) {
            context.cancellation().check();
            return e;
        }
    }

    private void describe(ResultSetMetaData result, PreparedQuery runnable) throws SQLException {
        if (isExplain()) {
            schema.add(Column.string("explain"));
            return;
        }
        for (int i = 1; i <= result.getColumnCount(); i++) {
            DataType type = DuckDbTypes.parse(result.getColumnTypeName(i));
            boolean nullable = type == Scalar.NULL || runnable.mayBeNull(i - 1, result.getColumnCount());
            schema.add(new Column(result.getColumnLabel(i), type, nullable));
        }
        reader = new ResultReader(schema.stream().map(Column::type).toList());
    }

    private boolean isExplain() {
        return !query.explain().isEmpty();
    }

    Cancellation cancellation() {
        return context.cancellation();
    }

    TimeLimit timeLimit() {
        return timeLimit;
    }

    /** The columns; nullable unless it is known that they are not. */
    List<Column> schema() {
        return schema;
    }

    /** What the relations that were loaded had to say. */
    List<String> warnings() {
        return warnings;
    }

    /** The next rows; fewer than a batch holds does not mean they are the last, none does. */
    List<Row> fetch() throws SQLException {
        context.cancellation().check();
        ResultSet result = rows;
        ResultReader values = reader;
        if (result != null && isExplain()) {
            return plan(result);
        }
        List<Row> batch = new ArrayList<>();
        if (result == null || values == null) {
            return batch;
        }
        long full = values.chars() + BATCH_CHARS;
        try {
            while (batch.size() < BATCH_ROWS && values.chars() < full && result.next()) {
                batch.add(values.row(result));
            }
        } catch (SQLException e) {
            context.cancellation().check();
            throw files.translated(e);
        }
        return batch;
    }

    /** A plan a line a row, as Databend answers EXPLAIN. DuckDB gives it as one text beside its kind. */
    private List<Row> plan(ResultSet result) throws SQLException {
        List<Row> lines = new ArrayList<>();
        while (result.next()) {
            files.named(result.getString(2)).lines().forEach(line -> lines.add(Row.of(line)));
        }
        return lines;
    }

    /** Ends the query from another thread; the thread that runs it then fails with an interrupt. */
    void interrupt() {
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

    /** Gives back the connection and with it the temporary tables, then the files. */
    void close() {
        try (files) {
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
