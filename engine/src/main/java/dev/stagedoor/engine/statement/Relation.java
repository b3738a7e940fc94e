package dev.stagedoor.engine.statement;

import dev.stagedoor.query.row.Column;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Rows only Stagedoor knows, under the name queries find them by.
 *
 * @param table name of the table a query reads them from
 * @param streamed whether its rows are many, so that a query reads them as they come
 * @param source where the rows come from
 */
public record Relation(String table, List<Column> schema, boolean streamed, Source source) {
    public Relation {
        schema = List.copyOf(schema);
    }

    /** A relation of few rows, which a query copies first: then all that it says is of one moment. @param rows gives all rows anew */
    public Relation(String table, List<Column> schema, Supplier<StatementResult.Rows> rows) {
        this(table, schema, false, columns -> {
            StatementResult.Rows all = rows.get();
            return new StatementResult.Rows(
                    columns.stream().map(all.schema()::get).toList(), all.cursor().map(row -> row.select(columns)), all.warnings());
        });
    }

    /** Gives rows. */
    @FunctionalInterface
    public interface Source {
        /** All rows anew, some of their columns. @param columns counted from 0, in the order wanted */
        StatementResult.Rows rows(List<Integer> columns);
    }

    /** All rows anew, with all columns. */
    public StatementResult.Rows all() {
        return source.rows(IntStream.range(0, schema.size()).boxed().toList());
    }

    /** The same rows under another name. */
    public Relation as(String other) {
        return new Relation(other, schema, streamed, source);
    }
}
