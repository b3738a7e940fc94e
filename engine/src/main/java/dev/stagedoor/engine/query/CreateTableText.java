package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.table.PartitionBy;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableColumn;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What SHOW CREATE TABLE shows: a statement that makes a table with the same columns. */
final class CreateTableText {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

    private CreateTableText() {}

    static String of(SystemRelation relation) {
        return text(relation.name(), relation.schema().stream().map(CreateTableText::column), relation.engine());
    }

    static String of(Table table) {
        String text = text(table.id().name(), table.columns().stream().map(CreateTableText::column), MetadataTables.ICEBERG);
        return text + layout(table) + table.comment().map(comment -> " COMMENT = " + literal(comment)).orElse("");
    }

    private static String layout(Table table) {
        String partitions = table.partitionBy().orElse(List.of()).stream()
                .map(CreateTableText::partition)
                .collect(Collectors.joining(", "));
        String columns = clusterBy(table);
        return (partitions.isEmpty() ? "" : " PARTITION BY (" + partitions + ")")
                + (columns.isEmpty() ? "" : " CLUSTER BY " + columns);
    }

    /** In parentheses; empty for none. */
    static String clusterBy(Table table) {
        List<String> columns = table.clusterBy();
        return columns.isEmpty() ? "" : columns.stream().map(CreateTableText::quoted).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String partition(PartitionBy part) {
        String column = quoted(part.column());
        return switch (part.transform()) {
            case IDENTITY -> column;
            case YEAR -> "years(" + column + ")";
            case MONTH -> "months(" + column + ")";
            case DAY -> "days(" + column + ")";
            case HOUR -> "hours(" + column + ")";
            case BUCKET -> "bucket(" + part.width() + ", " + column + ")";
            case TRUNCATE -> "truncate(" + part.width() + ", " + column + ")";
        };
    }

    private static String text(String name, Stream<String> columns, String engine) {
        return "CREATE TABLE " + (PLAIN.matcher(name).matches() ? name : quoted(name))
                + columns.collect(Collectors.joining(",\n  ", " (\n  ", "\n)")) + " ENGINE=" + engine;
    }

    private static String column(TableColumn column) {
        return column(column.field().column()) + column.defaultSql().map(sql -> " DEFAULT " + sql).orElse("")
                + column.comment().map(comment -> " COMMENT " + literal(comment)).orElse("");
    }

    private static String column(Column column) {
        return quoted(column.name()) + " " + type(column.type()) + (column.nullable() ? " NULL" : " NOT NULL");
    }

    private static String type(DataType type) {
        return switch (type) {
            case DataType.Scalar scalar -> scalar.sqlName();
            case DataType.Decimal decimal -> decimal.sqlName();
            case DataType.Array(DataType element) -> "ARRAY(" + type(element) + ")";
            case DataType.Map(DataType key, DataType value) -> "MAP(" + type(key) + ", " + type(value) + ")";
            case DataType.Tuple(List<Column> fields) ->
                fields.stream().map(CreateTableText::column).collect(Collectors.joining(", ", "TUPLE(", ")"));
        };
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** As the dialect reads it: a backslash begins an escape. */
    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
