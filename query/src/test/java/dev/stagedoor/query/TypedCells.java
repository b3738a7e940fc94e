package dev.stagedoor.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds cells against the types of their columns: nothing but a test could see that a cell is another value than its type says. */
public final class TypedCells {
    private TypedCells() {}

    /** Fails where a row has not one cell a column, each of its type, and NULL only where a column may have it. */
    public static void check(List<Column> schema, Row row) {
        assertThat(row.size()).isEqualTo(schema.size());
        for (int i = 0; i < row.size(); i++) {
            Column column = schema.get(i);
            Object cell = row.cell(i);
            assertThat(cell == null ? column.nullable() : holds(column.type(), cell))
                    .as("%s, a %s, is a %s", column.name(), column.typeName(), cell == null ? "NULL" : cell.getClass().getSimpleName())
                    .isTrue();
        }
    }

    private static boolean holdsOrNull(DataType type, @Nullable Object cell) {
        return cell == null || holds(type, cell);
    }

    private static boolean holds(DataType type, Object cell) {
        return switch (type) {
            case Scalar scalar -> holds(scalar, cell);
            case DataType.Decimal(int _, int scale) -> cell instanceof BigDecimal decimal && decimal.scale() == scale;
            case DataType.Array(DataType element) ->
                cell instanceof List<?> list && list.stream().allMatch(each -> holdsOrNull(element, each));
            case DataType.Map(DataType key, DataType value) ->
                cell instanceof Map<?, ?> map
                        && map.entrySet().stream().allMatch(entry -> holds(key, entry.getKey()) && holdsOrNull(value, entry.getValue()));
            case DataType.Tuple(List<Column> fields) -> cell instanceof List<?> list && holdsFields(fields, list);
        };
    }

    private static boolean holdsFields(List<Column> fields, List<?> cells) {
        if (cells.size() != fields.size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!holdsOrNull(fields.get(i).type(), cells.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Scalar type, Object cell) {
        return switch (type) {
            case BOOLEAN -> cell instanceof Boolean;
            case INT8 -> isWhole(cell, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> isWhole(cell, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> isWhole(cell, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64, UINT64 -> cell instanceof Long;
            case UINT8 -> isWhole(cell, 0, 0xFF);
            case UINT16 -> isWhole(cell, 0, 0xFFFF);
            case UINT32 -> isWhole(cell, 0, 0xFFFF_FFFFL);
            case FLOAT32 -> cell instanceof Float;
            case FLOAT64 -> cell instanceof Double;
            case STRING, INTERVAL, VARIANT -> cell instanceof String;
            case BINARY -> cell instanceof ByteBuffer bytes && bytes.isReadOnly();
            case DATE -> cell instanceof LocalDate;
            case TIME -> cell instanceof LocalTime;
            case TIMESTAMP -> cell instanceof Instant;
            case LOCAL_TIMESTAMP -> cell instanceof LocalDateTime;
            case NULL -> false;
        };
    }

    private static boolean isWhole(Object cell, long min, long max) {
        return cell instanceof Long number && number >= min && number <= max;
    }
}
