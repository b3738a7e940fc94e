package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.jspecify.annotations.Nullable;

/**
 * Relations that DuckDB reads as their rows come, and only the columns that the query needs, through one table function of the database. A
 * function that was registered stays (duckdb_jdbc 2.0.0.1), so there is one for all relations, and its argument tells which.
 */
final class RelationScans implements DuckDBTableFunction<RelationScans.Relation, RelationScans.Scan, Object> {
    private static final String NAME = "stagedoor_relation";

    /** A chunk of rows ends sooner than it must when its texts have so many characters: it is in memory as a whole, and once a thread. */
    private static final int MAX_CHUNK_CHARS = 4 << 20;

    /** Where the rows of a relation come from, each time it is read. */
    @FunctionalInterface
    interface Source {
        /** @return rows of these columns alone, in this order; closed when the query has ended at the latest */
        RowCursor rows(List<Integer> columns);
    }

    private final Map<String, Relation> relations = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();

    /** Before the database is locked. */
    void register(DuckDBConnection connection) throws SQLException {
        try (var function = DuckDBFunctions.tableFunction()) {
            function.withName(NAME).withParameter(String.class).withProjectionPushdown().withFunction(this).register(connection);
        }
    }

    /** @return to be closed when the query has ended */
    Relation add(List<Column> schema, Source source) {
        Relation relation = new Relation(Long.toString(number.incrementAndGet()), schema, source);
        relations.put(relation.id, relation);
        return relation;
    }

    /** A relation of one query. DuckDB closes no scan, whether it ends or not (duckdb_jdbc 2.0.0.1): this does. */
    final class Relation implements AutoCloseable {
        private final String id;
        private final List<ScannedColumn> columns;
        private final Source source;
        private final List<Scan> scans = new ArrayList<>();
        private volatile @Nullable RuntimeException failure;

        private Relation(String id, List<Column> schema, Source source) {
            this.id = id;
            this.columns = schema.stream().map(ScannedColumn::new).toList();
            this.source = source;
        }

        /** A SELECT over its rows. */
        String select() {
            String columns = this.columns.stream().map(ScannedColumn::select).collect(Collectors.joining(", "));
            return "SELECT " + columns + " FROM " + NAME + "(" + SqlText.literal(id) + ")";
        }

        /** Fails with what kept its rows from coming, which DuckDB tells as a text among others. */
        void requireSound() {
            RuntimeException known = failure;
            if (known != null) {
                throw known;
            }
        }

        private synchronized Scan scan(List<Integer> columns) {
            Scan scan = new Scan(this, columns);
            scans.add(scan);
            return scan;
        }

        @Override
        public void close() {
            relations.remove(id);
            List<Scan> all;
            synchronized (this) {
                all = List.copyOf(scans);
            }
            all.forEach(Scan::close);
        }
    }

    /** One reading of a relation. Calls come one after the other, each on any thread. */
    static final class Scan implements AutoCloseable {
        private final Relation relation;
        private final List<Integer> columns;
        private final List<ScannedColumn> types;
        private @Nullable RowCursor rows;
        private boolean closed;

        private Scan(Relation relation, List<Integer> columns) {
            this.relation = relation;
            this.columns = columns;
            this.types = columns.stream().map(relation.columns::get).toList();
        }

        private synchronized long fill(DuckDBDataChunkWriter chunk) {
            if (closed) {
                return 0;
            }
            RowCursor open = rows;
            if (open == null) {
                open = relation.source.rows(columns);
                rows = open;
            }
            long capacity = chunk.capacity();
            int filled = 0;
            List<ScannedColumn.Writer> writers = new ArrayList<>(types.size());
            for (int i = 0; i < types.size(); i++) {
                writers.add(types.get(i).writer(chunk.vector(i)));
            }
            long chars = 0;
            for (Row row = open.next(); row != null; row = filled < capacity && chars < MAX_CHUNK_CHARS ? open.next() : null) {
                for (int i = 0; i < writers.size(); i++) {
                    writers.get(i).set(filled, row.cell(i));
                    chars += row.cell(i) instanceof String text ? text.length() : 0;
                }
                filled++;
            }
            return filled;
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (rows != null) {
                rows.close();
            }
        }
    }

    @Override
    public Relation bind(DuckDBTableFunctionBindInfo call) {
        String id;
        try (var argument = call.getParameter(0)) {
            id = argument.getString();
        }
        Relation relation = relations.get(id);
        if (relation == null) {
            throw new IllegalStateException("there is no relation " + id);
        }
        relation.columns.forEach(column -> column.declare(call));
        return relation;
    }

    @Override
    public Scan init(DuckDBTableFunctionInitInfo call) {
        call.setMaxThreads(1);
        Relation relation = call.getBindData();
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < call.getColumnCount(); i++) {
            // For a query that counts rows alone DuckDB asks for a column that is none.
            long column = call.getColumnIndex(i);
            columns.add(column >= 0 && column < relation.columns.size() ? (int) column : 0);
        }
        return relation.scan(columns);
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter chunk) {
        Scan scan = call.getInitData();
        try {
            return scan.fill(chunk);
        } catch (RuntimeException e) {
            scan.relation.failure = e;
            throw e;
        }
    }
}
