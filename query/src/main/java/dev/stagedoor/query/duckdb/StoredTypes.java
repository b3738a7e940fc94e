package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the files of tables hold the types of their columns: as Iceberg has them, which other engines read. Iceberg has no unsigned numbers
 * and none of fewer than 32 bits; they are widened, and a value's range is held to the type of the column when it is written.
 */
final class StoredTypes {
    /** Every value of a UInt64. */
    private static final String UINT64 = "DECIMAL(20,0)";

    private StoredTypes() {}

    /** The type in a file, as DuckDB declares it. */
    static String name(DataType type) {
        return switch (type) {
            case Scalar scalar ->
                switch (scalar) {
                    case INT8, INT16, UINT8, UINT16 -> DuckDbTypes.name(Scalar.INT32);
                    case UINT32 -> DuckDbTypes.name(Scalar.INT64);
                    case UINT64 -> UINT64;
                    case VARIANT -> "VARIANT";
                    default -> DuckDbTypes.name(scalar);
                };
            case DataType.Decimal decimal -> DuckDbTypes.name(decimal);
            case DataType.Array(DataType element) -> name(element) + "[]";
            case DataType.Map(DataType key, DataType value) -> "MAP(" + name(key) + ", " + name(value) + ")";
            case DataType.Tuple(List<Column> fields) ->
                fields.stream()
                        .map(field -> SqlText.name(field.name()) + " " + name(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
        };
    }

    /** The value of an expression as a file of the column holds it; a value that the column cannot have fails the query. */
    static String written(String expression, DataType type) {
        String checked = "CAST(" + expression + " AS " + DuckDbTypes.name(type) + ")";
        return isAsDeclared(type) ? checked : "CAST(" + checked + " AS " + name(type) + ")";
    }

    /** The value of a column of a file as the table has it. */
    static String read(String expression, DataType type) {
        return isAsDeclared(type) ? expression : "CAST(" + expression + " AS " + DuckDbTypes.name(type) + ")";
    }

    private static boolean isAsDeclared(DataType type) {
        return name(type).equals(DuckDbTypes.name(type));
    }
}
