package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.format.CellJson;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * How a column of cells goes through a table function. The driver (duckdb_jdbc 2.0.0.1) has functions give numbers, texts, dates and
 * timestamps only; what else there is goes as a text, of which a SELECT over the function makes the type.
 */
record ScannedColumn(Column column) {
    /** Puts cells into a vector. */
    @FunctionalInterface
    interface Writer {
        void set(int row, @Nullable Object cell);
    }

    private DataType type() {
        return column.type();
    }

    /** As a column of the function's result. */
    void declare(DuckDBTableFunctionBindInfo call) {
        if (type() instanceof Decimal(int precision, int scale)) {
            try (DuckDBLogicalType decimal = DuckDBLogicalType.decimal(precision, scale)) {
                call.addResultColumn(column.name(), decimal);
            } catch (SQLException e) {
                throw new IllegalArgumentException("the query engine has no " + type().typeName(), e);
            }
        } else {
            call.addResultColumn(column.name(), carrier());
        }
    }

    private DuckDBColumnType carrier() {
        return switch (type()) {
            case Scalar.BOOLEAN -> DuckDBColumnType.BOOLEAN;
            case Scalar.INT8 -> DuckDBColumnType.TINYINT;
            case Scalar.INT16 -> DuckDBColumnType.SMALLINT;
            case Scalar.INT32 -> DuckDBColumnType.INTEGER;
            case Scalar.UINT8 -> DuckDBColumnType.UTINYINT;
            case Scalar.UINT16 -> DuckDBColumnType.USMALLINT;
            case Scalar.UINT32 -> DuckDBColumnType.UINTEGER;
            // One without sign goes as one with sign: the driver takes those of 64 bits as objects only.
            case Scalar.INT64, Scalar.UINT64 -> DuckDBColumnType.BIGINT;
            case Scalar.FLOAT32 -> DuckDBColumnType.FLOAT;
            case Scalar.FLOAT64 -> DuckDBColumnType.DOUBLE;
            case Scalar.DATE -> DuckDBColumnType.DATE;
            case Scalar.TIMESTAMP -> DuckDBColumnType.TIMESTAMP_WITH_TIME_ZONE;
            case Scalar.LOCAL_TIMESTAMP -> DuckDBColumnType.TIMESTAMP;
            default -> DuckDBColumnType.VARCHAR;
        };
    }

    Writer writer(DuckDBWritableVector vector) {
        Writer present = present(vector);
        return (row, cell) -> {
            if (cell == null) {
                vector.setNull(row);
            } else {
                present.set(row, cell);
            }
        };
    }

    private Writer present(DuckDBWritableVector vector) {
        return switch (type()) {
            case Scalar scalar -> scalar(scalar, vector);
            case Decimal _ -> (row, cell) -> vector.setBigDecimal(row, (BigDecimal) cell);
            case DataType nested -> (row, cell) -> vector.setString(row, CellJson.of(nested, cell));
        };
    }

    private static Writer scalar(Scalar type, DuckDBWritableVector vector) {
        return switch (type) {
            case BOOLEAN -> (row, cell) -> vector.setBoolean(row, (boolean) cell);
            case INT8 -> (row, cell) -> vector.setByte(row, (byte) (long) cell);
            case INT16 -> (row, cell) -> vector.setShort(row, (short) (long) cell);
            case INT32 -> (row, cell) -> vector.setInt(row, (int) (long) cell);
            case INT64, UINT64 -> (row, cell) -> vector.setLong(row, (long) cell);
            case UINT8 -> (row, cell) -> vector.setUint8(row, (int) (long) cell);
            case UINT16 -> (row, cell) -> vector.setUint16(row, (int) (long) cell);
            case UINT32 -> (row, cell) -> vector.setUint32(row, (long) cell);
            case FLOAT32 -> (row, cell) -> vector.setFloat(row, (float) cell);
            case FLOAT64 -> (row, cell) -> vector.setDouble(row, (double) cell);
            case STRING, VARIANT, INTERVAL, NULL -> (row, cell) -> vector.setString(row, (String) cell);
            case BINARY -> (row, cell) -> vector.setString(row, CellJson.hex((ByteBuffer) cell));
            case DATE -> (row, cell) -> vector.setDate(row, (LocalDate) cell);
            case TIME -> (row, cell) -> vector.setString(row, cell.toString());
            case TIMESTAMP -> (row, cell) -> vector.setOffsetDateTime(row, ((Instant) cell).atOffset(ZoneOffset.UTC));
            case LOCAL_TIMESTAMP -> (row, cell) -> vector.setTimestamp(row, (LocalDateTime) cell);
        };
    }

    /** As an element of a select list over the function: of its own type, under its name. */
    String select() {
        String name = SqlText.name(column.name());
        String value = switch (type()) {
            case Scalar.UINT64 ->
                "CASE WHEN " + name + " >= 0 THEN CAST(" + name + " AS UBIGINT) ELSE CAST(CAST(" + name
                        + " AS HUGEINT) + 18446744073709551616 AS UBIGINT) END";
            case Scalar.BINARY -> "unhex(" + name + ")";
            case Scalar.VARIANT, Scalar.TIME, Scalar.INTERVAL -> "CAST(" + name + " AS " + DuckDbTypes.name(type()) + ")";
            case Scalar _, Decimal _ -> name;
            case DataType nested ->
                withBinaries("CAST(CAST(" + name + " AS JSON) AS " + DuckDbTypes.name(asWritten(nested)) + ")", nested, 0);
        };
        return value.equals(name) ? name : value + " AS " + name;
    }

    /** JSON has no binaries; they stand there as texts. */
    private static DataType asWritten(DataType type) {
        return switch (type) {
            case Scalar.BINARY -> Scalar.STRING;
            case Scalar _, Decimal _ -> type;
            case DataType.Array(DataType element) -> new DataType.Array(asWritten(element));
            case DataType.Map(DataType key, DataType value) -> new DataType.Map(key, asWritten(value));
            case DataType.Tuple(List<Column> fields) ->
                new DataType.Tuple(fields.stream().map(field -> Column.nullable(field.name(), asWritten(field.type()))).toList());
        };
    }

    /** Makes binaries of the texts that stand for them in a value. @param depth names the variable of a lambda */
    private static String withBinaries(String value, DataType type, int depth) {
        if (asWritten(type).equals(type)) {
            return value;
        }
        String variable = "v" + depth;
        String lambda = "lambda " + variable + ": ";
        String present = switch (type) {
            case Scalar _, Decimal _ -> "unhex(" + value + ")";
            case DataType.Array(DataType element) ->
                "list_transform(" + value + ", " + lambda + withBinaries(variable, element, depth + 1) + ")";
            case DataType.Map(DataType _, DataType element) ->
                "map_from_entries(list_transform(map_entries(" + value + "), " + lambda + "{'k': " + variable + ".key, 'v': "
                        + withBinaries(variable + ".value", element, depth + 1) + "}))";
            case DataType.Tuple(List<Column> fields) ->
                fields.stream()
                        .map(field -> SqlText.literal(field.name()) + ": "
                                + withBinaries("struct_extract(" + value + ", " + SqlText.literal(field.name()) + ")", field.type(), depth))
                        .collect(Collectors.joining(", ", "{", "}"));
        };
        return type instanceof Scalar ? present : "CASE WHEN " + value + " IS NULL THEN NULL ELSE " + present + " END";
    }
}
