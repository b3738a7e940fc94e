package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.TableField;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that a query may read. Its files are asked for when it turns out that the query does read it, since its name may be that of a
 * common table expression.
 *
 * @param table its name in the query, in lower case
 * @param fields its columns as they are now
 * @param located whether it has two more, {@link #FILE} and {@link #ROW}, which tell rows apart
 */
public record TableSource(String table, List<TableField> fields, boolean located) {
    /** The column with the place of a row's file among those that were given, from 0: an Int32. */
    public static final String FILE = "stagedoor$file";

    /** The column with the place of a row in its file, from 0: an Int64. */
    public static final String ROW = "stagedoor$row";

    public TableSource {
        fields = List.copyOf(fields);
    }

    /** A table without more columns than its own. */
    public TableSource(String table, List<TableField> fields) {
        this(table, fields, false);
    }

    /** What a query sees of them. */
    List<Column> columns() {
        List<Column> columns = new ArrayList<>(fields.stream().map(TableField::column).toList());
        if (located) {
            columns.add(Column.of(FILE, Scalar.INT32));
            columns.add(Column.of(ROW, Scalar.INT64));
        }
        return columns;
    }
}
