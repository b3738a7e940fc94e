package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.Column;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A column's type taken apart. */
final class ColumnType {
    private static final String NULLABLE = "Nullable(";

    private ColumnType() {}

    static boolean isNullable(Column column) {
        return column.type().startsWith(NULLABLE) || column.type().equals(ResultType.Scalar.NULL.typeName());
    }

    /** Without regard to NULL: {@code UInt64}. */
    static String base(Column column) {
        String type = column.type();
        return type.startsWith(NULLABLE) ? type.substring(NULLABLE.length(), type.length() - 1) : type;
    }

    /** As SQL would declare it, without regard to NULL: {@code BIGINT UNSIGNED}. */
    static String sqlName(Column column) {
        return switch (base(column)) {
            case "Int8" -> "TINYINT";
            case "Int16" -> "SMALLINT";
            case "Int32" -> "INT";
            case "Int64" -> "BIGINT";
            case "UInt8" -> "TINYINT UNSIGNED";
            case "UInt16" -> "SMALLINT UNSIGNED";
            case "UInt32" -> "INT UNSIGNED";
            case "UInt64" -> "BIGINT UNSIGNED";
            case "Float32" -> "FLOAT";
            case "Float64" -> "DOUBLE";
            case "String" -> "VARCHAR";
            default -> base(column).toUpperCase(Locale.ROOT);
        };
    }

    /** The cell of which nothing is known: NULL where that may be, else an empty text, zero or false. */
    static @Nullable String nothing(Column column) {
        if (isNullable(column)) {
            return null;
        }
        return base(column).equals("String") ? "" : "0";
    }
}
