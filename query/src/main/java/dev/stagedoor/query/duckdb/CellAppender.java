package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Puts typed cells into a table of the query engine; {@link ResultReader} reads them back. The driver (duckdb_jdbc 2.0.0.1) appends no
 * intervals, and no unsigned numbers within arrays and maps: it refuses them with an SQLException.
 */
final class CellAppender {
    private final DuckDBAppender appender;
    private final List<DataType> types;

    /** @param appender to a table with these columns; stays the caller's to close */
    CellAppender(DuckDBAppender appender, List<Column> schema) {
        this.appender = appender;
        this.types = schema.stream().map(Column::type).toList();
    }

    void append(Row row) throws SQLException {
        appender.beginRow();
        for (int i = 0; i < types.size(); i++) {
            append(types.get(i), row.cell(i));
        }
        appender.endRow();
    }

    private void append(DataType type, @Nullable Object cell) throws SQLException {
        if (cell == null) {
            appender.appendNull();
            return;
        }
        switch (type) {
            case Scalar scalar -> append(scalar, cell);
            case DataType.Decimal _ -> appender.append((BigDecimal) cell);
            case DataType.Array(DataType element) -> appender.append(elements(element, (List<?>) cell));
            case DataType.Map map -> appender.append(entries(map, (Map<?, ?>) cell));
            case DataType.Tuple(List<Column> fields) -> {
                appender.beginStruct();
                List<?> cells = (List<?>) cell;
                for (int i = 0; i < fields.size(); i++) {
                    append(fields.get(i).type(), cells.get(i));
                }
                appender.endStruct();
            }
        }
    }

    private void append(Scalar type, Object cell) throws SQLException {
        switch (type) {
            case BOOLEAN -> appender.append((boolean) cell);
            case INT8, UINT8 -> appender.append((byte) (long) cell);
            case INT16, UINT16 -> appender.append((short) (long) cell);
            case INT32, UINT32 -> appender.append((int) (long) cell);
            case INT64, UINT64 -> appender.append((long) cell);
            case FLOAT32 -> appender.append((float) cell);
            case FLOAT64 -> appender.append((double) cell);
            case STRING, VARIANT, INTERVAL, NULL -> appender.append((String) cell);
            case BINARY -> appender.append(bytes((ByteBuffer) cell));
            case DATE -> appender.append((LocalDate) cell);
            case TIME -> appender.append((LocalTime) cell);
            case TIMESTAMP -> appender.appendEpochMicros(ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) cell));
            case LOCAL_TIMESTAMP -> appender.append((LocalDateTime) cell);
        }
    }

    private static List<@Nullable Object> elements(DataType type, List<?> cells) {
        List<@Nullable Object> values = new ArrayList<>(cells.size());
        cells.forEach(cell -> values.add(nested(type, cell)));
        return values;
    }

    private static Map<@Nullable Object, @Nullable Object> entries(DataType.Map type, Map<?, ?> cells) {
        Map<@Nullable Object, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(cells.size());
        cells.forEach((key, value) -> values.put(nested(type.key(), key), nested(type.value(), value)));
        return values;
    }

    private static List<@Nullable Object> fields(List<Column> fields, List<?> cells) {
        List<@Nullable Object> values = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            values.add(nested(fields.get(i).type(), cells.get(i)));
        }
        return values;
    }

    /** The object that the driver takes for a cell within another. */
    private static @Nullable Object nested(DataType type, @Nullable Object cell) {
        if (cell == null) {
            return null;
        }
        return switch (type) {
            case Scalar.INT8 -> (byte) (long) cell;
            case Scalar.INT16 -> (short) (long) cell;
            case Scalar.INT32 -> (int) (long) cell;
            case Scalar.BINARY -> bytes((ByteBuffer) cell);
            case Scalar.TIMESTAMP -> ((Instant) cell).atOffset(ZoneOffset.UTC);
            case Scalar _, DataType.Decimal _ -> cell;
            case DataType.Array(DataType element) -> elements(element, (List<?>) cell);
            case DataType.Map map -> entries(map, (Map<?, ?>) cell);
            case DataType.Tuple(List<Column> fields) -> fields(fields, (List<?>) cell);
        };
    }

    private static byte[] bytes(ByteBuffer binary) {
        byte[] bytes = new byte[binary.remaining()];
        binary.duplicate().get(bytes);
        return bytes;
    }
}
