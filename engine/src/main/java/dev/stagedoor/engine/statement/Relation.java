package dev.stagedoor.engine.statement;

import dev.stagedoor.engine.row.Column;
import java.util.List;
import java.util.function.Supplier;

/**
 * Rows only Stagedoor knows, under the name queries find them by.
 *
 * @param table name of the table a query reads them from
 * @param rows gives all rows anew
 */
public record Relation(String table, List<Column> schema, Supplier<StatementResult.Rows> rows) {
    public Relation {
        schema = List.copyOf(schema);
    }

    /** The same rows under another name. */
    public Relation as(String other) {
        return new Relation(other, schema, rows);
    }
}
