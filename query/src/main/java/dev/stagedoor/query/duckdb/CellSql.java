package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;

/**
 * The text that files of CSV and TEXT have of a cell, as an expression: what {@link dev.stagedoor.query.row.CellText} is for clients, made
 * by the query engine itself. Nested values are JSON.
 *
 * @param booleans whether they are {@code true} and {@code false}; else {@code 1} and {@code 0}
 * @param notANumber what stands for NaN
 * @param base64 whether binary values are in base64; else in hex
 */
record CellSql(boolean booleans, String notANumber, boolean base64) {
    /** As JSON has them. */
    static final CellSql OF_JSON = new CellSql(true, "NaN", false);

    /** @param cell an expression that is not NULL */
    String text(String cell, DataType type) {
        return switch (type) {
            case Scalar scalar -> scalar(cell, scalar);
            case Decimal decimal -> decimal(cell, decimal);
            case DataType.Array _, DataType.Map _, DataType.Tuple _ -> new JsonSql().value(cell, type);
        };
    }

    private String scalar(String cell, Scalar type) {
        return switch (type) {
            case BOOLEAN -> "CASE WHEN " + cell + (booleans ? " THEN 'true' ELSE 'false' END" : " THEN '1' ELSE '0' END");
            case FLOAT32, FLOAT64 ->
                "CASE WHEN system.main.isfinite(" + cell + ") THEN " + finite(cell) + " WHEN system.main.isnan(" + cell + ") THEN "
                        + SqlText.literal(notANumber) + " WHEN " + cell + " > 0 THEN 'Infinity' ELSE '-Infinity' END";
            case BINARY -> base64 ? "system.main.to_base64(" + cell + ")" : "system.main.hex(" + cell + ")";
            case TIMESTAMP, LOCAL_TIMESTAMP -> "system.main.strftime(" + cell + ", '%Y-%m-%d %H:%M:%S.%f')";
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, STRING, DATE, TIME, INTERVAL, VARIANT, NULL -> asText(cell);
        };
    }

    static String asText(String cell) {
        return "CAST(" + cell + " AS VARCHAR)";
    }

    /** {@code 2} of 2.0, {@code 1e20} of {@code 1e+20}. */
    static String finite(String cell) {
        String text = asText(cell);
        return "CASE WHEN system.main.suffix(" + text + ", '.0') THEN system.main.\"left\"(" + text + ", system.main.length(" + text
                + ") - 2) ELSE system.main.\"replace\"(" + text + ", 'e+', 'e') END";
    }

    /** Without zeros at the end of the fraction. DuckDB trims slowly, so a text is trimmed only where there is one. */
    static String decimal(String cell, Decimal type) {
        String text = asText(cell);
        return type.scale() == 0
                ? text
                : "CASE WHEN system.main.suffix(" + text + ", '0') THEN system.main.rtrim(system.main.rtrim(" + text + ", '0'), '.') ELSE "
                        + text + " END";
    }
}
