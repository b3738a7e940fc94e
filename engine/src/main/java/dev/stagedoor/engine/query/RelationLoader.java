package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.Cancellation;
import dev.stagedoor.engine.statement.CellText;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.RowCursor;
import dev.stagedoor.engine.statement.StatementResult;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Copies a relation into a temporary table of one connection, which no other connection sees and which goes when it closes. */
final class RelationLoader {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    private RelationLoader() {}

    /** @return what is to be said to the user of how the rows came about */
    static List<String> load(Relation relation, DuckDBConnection connection, Cancellation cancellation) throws SQLException {
        String columns = relation.schema().stream()
                .map(column -> '"' + column.name() + "\" " + duckDbType(column.type()))
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE \"" + relation.table() + "\" (" + columns + ")");
        }
        List<String> types = relation.schema().stream().map(column -> duckDbType(column.type())).toList();
        StatementResult.Rows given = relation.rows().apply(ZoneId.of("UTC"));
        try (RowCursor rows = given.cursor();
                DuckDBAppender appender = connection.createAppender("temp", "main", relation.table())) {
            for (@Nullable String[] row = rows.next(); row != null; row = rows.next()) {
                cancellation.check();
                appender.beginRow();
                for (int i = 0; i < row.length; i++) {
                    append(appender, types.get(i), row[i]);
                }
                appender.endRow();
            }
        }
        return given.warnings();
    }

    private static void append(DuckDBAppender appender, String type, @Nullable String cell) throws SQLException {
        if (cell == null) {
            appender.appendNull();
            return;
        }
        switch (type) {
            case "UBIGINT", "BIGINT" -> appender.append(Long.parseLong(cell));
            case "UINTEGER" -> appender.append(Integer.parseUnsignedInt(cell));
            case "UTINYINT" -> appender.append((byte) Integer.parseInt(cell));
            case "BOOLEAN" -> appender.append(cell.equals(CellText.TRUE));
            case "TIMESTAMPTZ" -> appender.append(LocalDateTime.parse(cell, TIMESTAMP).atOffset(ZoneOffset.UTC));
            default -> appender.append(cell);
        }
    }

    private static String duckDbType(String type) {
        return switch (type) {
            case "UInt64", "Nullable(UInt64)" -> "UBIGINT";
            case "Int64" -> "BIGINT";
            case "UInt32", "Nullable(UInt32)" -> "UINTEGER";
            case "UInt8" -> "UTINYINT";
            case "Boolean", "Nullable(Boolean)" -> "BOOLEAN";
            case "Timestamp", "Nullable(Timestamp)" -> "TIMESTAMPTZ";
            case "Variant", "Nullable(Variant)" -> "JSON";
            case "String", "Nullable(String)" -> "VARCHAR";
            default -> throw new IllegalArgumentException("no relation has a column of type " + type);
        };
    }
}
