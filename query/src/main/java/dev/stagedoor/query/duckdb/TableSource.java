package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.TableField;
import java.util.List;

/**
 * A table that a query may read. Its files are asked for when it turns out that the query does read it, since its name may be that of a
 * common table expression.
 *
 * @param table its name in the query, in lower case
 * @param fields its columns as they are now
 */
public record TableSource(String table, List<TableField> fields) {
    public TableSource {
        fields = List.copyOf(fields);
    }

    /** What a query sees of them. */
    List<Column> columns() {
        return fields.stream().map(TableField::column).toList();
    }
}
