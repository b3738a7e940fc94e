package dev.stagedoor.engine.statement;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of the databases {@code system} and {@code information_schema}. Its schema is the only list of its columns:
 * {@code system.columns}, DESC and SHOW COLUMNS read it here.
 *
 * @param name in lower case
 * @param streamed whether its rows may be many, so that a query reads them as they come
 */
public record SystemRelation(String database, String name, Kind kind, List<Column> schema, boolean streamed, Source source) {
    public static final String SYSTEM = "system";

    /** As {@code system.tables} names it. */
    public enum Kind {
        TABLE("BASE TABLE"),
        VIEW("VIEW");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Where the rows come from, anew at each call. */
    @FunctionalInterface
    public interface Source {
        /** What the caller may see. */
        RowCursor rows(StatementContext context);
    }

    public SystemRelation {
        schema = List.copyOf(schema);
    }

    /** One of few rows, which a query copies first. */
    public SystemRelation(String database, String name, Kind kind, List<Column> schema, Source source) {
        this(database, name, kind, schema, false, source);
    }

    public static SystemRelation table(String name, List<Column> schema, Source source) {
        return new SystemRelation(SYSTEM, name, Kind.TABLE, schema, source);
    }

    /** A table of so many rows that a query reads them as they come. */
    public static SystemRelation streamed(String name, List<Column> schema, Source source) {
        return new SystemRelation(SYSTEM, name, Kind.TABLE, schema, true, source);
    }

    /** A table whose rows are the same for everybody. */
    public static SystemRelation table(String name, List<Column> schema, List<Row> rows) {
        return table(name, schema, _ -> RowCursor.of(rows));
    }

    /** As Databend names the engines of system tables: {@code SystemStages}; {@code VIEW} for a view. */
    public String engine() {
        return switch (kind) {
            case VIEW -> "VIEW";
            case TABLE ->
                Stream.of(name.split("_"))
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining("", "System", ""));
        };
    }

    /** For one statement. @param table name of the table a query reads the rows from */
    public Relation bind(String table, StatementContext context) {
        Relation copied = new Relation(table, schema, () -> new StatementResult.Rows(schema, source.rows(context), List.of()));
        return new Relation(table, schema, streamed, copied.source());
    }
}
