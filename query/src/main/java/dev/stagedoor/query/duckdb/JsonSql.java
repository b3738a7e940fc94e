package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON of a cell, as an expression. DuckDB's {@code to_json} makes {@code NaN} of what is no number, which is no JSON, and rounds wide
 * decimals and Float32 (2.0.0); here a number is the text that it has elsewhere.
 */
final class JsonSql {
    /** Readers of JSON take numbers for Float64, and round those with more digits; such decimals are strings. */
    private static final int MAX_DIGITS = 15;

    /** Names of the parameters of lambdas, one for each level. */
    private int lambdas;

    /** An object with a member for each column. */
    static String object(List<String> cells, List<Column> columns) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            parts.add(SqlText.literal((i == 0 ? "{" : ",") + SqlText.json(columns.get(i).name()) + ":"));
            parts.add(new JsonSql().nullable(cells.get(i), columns.get(i).type()));
        }
        parts.add("'}'");
        return "system.main.concat(" + String.join(", ", parts) + ")";
    }

    String nullable(String cell, DataType type) {
        return type == Scalar.NULL ? "'null'" : "CASE WHEN " + cell + " IS NULL THEN 'null' ELSE " + value(cell, type) + " END";
    }

    /** @param cell an expression that is not NULL */
    String value(String cell, DataType type) {
        return switch (type) {
            case Scalar scalar -> scalar(cell, scalar);
            case Decimal decimal -> decimal(CellSql.decimal(cell, decimal), decimal);
            case DataType.Array(DataType element) -> {
                String each = lambda();
                yield "'[' || " + joined("system.main.list_transform(" + cell + ", lambda " + each + ": " + nullable(each, element) + ")")
                        + " || ']'";
            }
            case DataType.Map(DataType key, DataType value) -> {
                String each = lambda();
                String name = string(CellSql.OF_JSON.text("system.main.struct_extract_at(" + each + ", 1)", key));
                String entry = name + " || ':' || " + nullable("system.main.struct_extract_at(" + each + ", 2)", value);
                yield "'{' || " + joined("system.main.list_transform(system.main.map_entries(" + cell + "), lambda " + each + ": " + entry
                        + ")") + " || '}'";
            }
            case DataType.Tuple(List<Column> fields) -> {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= fields.size(); i++) {
                    cells.add("system.main.struct_extract_at(" + cell + ", " + i + ")");
                }
                yield object(cells, fields);
            }
        };
    }

    private static String decimal(String text, Decimal type) {
        return type.precision() <= MAX_DIGITS
                ? text
                : "CASE WHEN system.main.length(system.main.translate(" + text + ", '-.', '')) <= " + MAX_DIGITS + " THEN " + text
                        + " ELSE '\"' || " + text + " || '\"' END";
    }

    private String lambda() {
        return "e" + ++lambdas;
    }

    private static String joined(String texts) {
        return "system.main.array_to_string(" + texts + ", ',')";
    }

    private static String scalar(String cell, Scalar type) {
        return switch (type) {
            case BOOLEAN, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> CellSql.OF_JSON.text(cell, type);
            // JSON has neither NaN nor infinity.
            case FLOAT32, FLOAT64 -> "CASE WHEN system.main.isfinite(" + cell + ") THEN " + CellSql.finite(cell) + " ELSE 'null' END";
            case DATE, TIME, TIMESTAMP, LOCAL_TIMESTAMP, BINARY, INTERVAL -> "'\"' || " + CellSql.OF_JSON.text(cell, type) + " || '\"'";
            case STRING -> string(CellSql.asText(cell));
            // An end of a line within JSON is white space: texts have it escaped.
            case VARIANT -> "system.main.translate(" + CellSql.asText(cell) + ", chr(10) || chr(13), '  ')";
            case NULL -> "'null'";
        };
    }

    private static String string(String text) {
        return "CAST(system.main.to_json(" + text + ") AS VARCHAR)";
    }
}
