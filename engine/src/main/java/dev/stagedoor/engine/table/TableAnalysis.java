package dev.stagedoor.engine.table;

import dev.stagedoor.engine.query.LoadQuery;
import dev.stagedoor.engine.query.QueryEngine;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.query.duckdb.SqlText;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.row.TableField;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** ANALYZE TABLE: tells what is in the columns of a table. */
final class TableAnalysis {
    private static final List<Column> ANALYZED = List.of(
            Column.string("column"),
            Column.of("rows", Scalar.UINT64),
            Column.of("nulls", Scalar.UINT64),
            Column.nullable("distinct_values", Scalar.UINT64));

    private final QueryEngine queries;

    TableAnalysis(QueryEngine queries) {
        this.queries = queries;
    }

    /** One query reads each column once. */
    StatementResult analyze(Table table, StatementContext context) {
        StringBuilder counts = new StringBuilder("SELECT count(*)");
        List<TableField> fields = table.fields();
        for (TableField field : fields) {
            String name = SqlText.name(field.name());
            counts.append(", count(*) FILTER (").append(name).append(" IS NULL)");
            if (isEstimated(field.type())) {
                counts.append(", approx_count_distinct(").append(name).append(")");
            }
        }
        String sql = SqlText.name(table.id().database()) + "." + SqlText.name(table.id().name());
        var ref = new QueryPart.TableRef(Optional.of(table.id().database()), table.id().name(), Optional.empty(), sql);
        var query = new LoadQuery(List.of(new QueryPart.Text(counts.append(" FROM ").toString()), ref), Map.of());
        try (RowCursor cursor = queries.query(query, context).cursor()) {
            return new StatementResult.Rows(ANALYZED, RowCursor.of(rows(fields, Objects.requireNonNull(cursor.next()))), List.of());
        }
    }

    /** Of lists, maps and the like few can be told from each other without reading all of them. */
    private static boolean isEstimated(DataType type) {
        return type instanceof DataType.Decimal || type instanceof Scalar && type != Scalar.VARIANT;
    }

    private static List<Row> rows(List<TableField> fields, Row counts) {
        List<Row> rows = new ArrayList<>();
        int next = 1;
        for (TableField field : fields) {
            @Nullable Object nulls = counts.cell(next++);
            @Nullable Object distinct = isEstimated(field.type()) ? counts.cell(next++) : null;
            rows.add(Row.of(field.name(), counts.cell(0), nulls, distinct));
        }
        return rows;
    }
}
