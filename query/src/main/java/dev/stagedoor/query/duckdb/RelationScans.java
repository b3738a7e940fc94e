package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * Relations that DuckDB reads as their rows come, and only the columns that the query needs, through one table function of the database. A
 * function that was registered stays (duckdb_jdbc 2.0.0.1), so there is one for all relations, and its argument tells which.
 */
final class RelationScans implements DuckDBTableFunction<RelationScans.Relation, RelationScans.Scan, Object> {
    private static final String NAME = "stagedoor_relation";

    /** What goes through it; a number without sign goes as one with sign, since the driver takes those as objects only. */
    private static final Set<DataType> TYPES = Set.of(Scalar.STRING, Scalar.INT64, Scalar.UINT64);

    private final Map<String, Relation> relations = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();

    /** Before the database is locked. */
    void register(DuckDBConnection connection) throws SQLException {
        try (var function = DuckDBFunctions.tableFunction()) {
            function.withName(NAME).withParameter(String.class).withProjectionPushdown().withFunction(this).register(connection);
        }
    }

    /** Whether rows of these columns can be read as they come. */
    static boolean takes(List<Column> schema) {
        return schema.stream().map(Column::type).allMatch(TYPES::contains);
    }

    /** @return to be closed when the query has ended */
    Relation add(String table, List<Column> schema, QuerySupply supply) {
        Relation relation = new Relation(Long.toString(number.incrementAndGet()), table, schema, supply);
        relations.put(relation.id, relation);
        return relation;
    }

    /** A relation of one query. DuckDB closes no scan, whether it ends or not (duckdb_jdbc 2.0.0.1): this does. */
    final class Relation implements AutoCloseable {
        private final String id;
        private final String table;
        private final List<Column> schema;
        private final QuerySupply supply;
        private final List<Scan> scans = new ArrayList<>();
        private volatile @Nullable RuntimeException failure;

        private Relation(String id, String table, List<Column> schema, QuerySupply supply) {
            this.id = id;
            this.table = table;
            this.schema = schema;
            this.supply = supply;
        }

        /** A SELECT over its rows. */
        String select() {
            String columns = schema.stream()
                    .map(column -> column.type() == Scalar.UINT64
                            ? "CAST(" + SqlText.name(column.name()) + " AS UBIGINT) AS " + SqlText.name(column.name())
                            : SqlText.name(column.name()))
                    .collect(Collectors.joining(", "));
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
        private @Nullable RowCursor rows;
        private boolean closed;

        private Scan(Relation relation, List<Integer> columns) {
            this.relation = relation;
            this.columns = columns;
        }

        private synchronized long fill(DuckDBDataChunkWriter chunk) {
            if (closed) {
                return 0;
            }
            RowCursor open = rows;
            if (open == null) {
                open = relation.supply.rows(relation.table, columns);
                rows = open;
            }
            long capacity = chunk.capacity();
            int filled = 0;
            List<DuckDBWritableVector> vectors = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                vectors.add(chunk.vector(i));
            }
            for (Row row = open.next(); row != null; row = filled < capacity ? open.next() : null) {
                for (int i = 0; i < vectors.size(); i++) {
                    set(vectors.get(i), filled, row.cell(i));
                }
                filled++;
            }
            return filled;
        }

        private static void set(DuckDBWritableVector vector, int row, @Nullable Object cell) {
            switch (cell) {
                case null -> vector.setNull(row);
                case Long number -> vector.setLong(row, number);
                case String text -> vector.setString(row, text);
                default -> throw new IllegalStateException("a relation gave a " + cell.getClass().getSimpleName());
            }
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
        for (Column column : relation.schema) {
            call.addResultColumn(column.name(), column.type() == Scalar.STRING ? DuckDBColumnType.VARCHAR : DuckDBColumnType.BIGINT);
        }
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
            columns.add(column >= 0 && column < relation.schema.size() ? (int) column : 0);
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
