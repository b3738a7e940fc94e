package dev.stagedoor.query.worker;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How rows stand in a frame: a byte for each cell that says whether it is there, and the cell as its column's type has it. */
final class Cells {
    private final List<DataType> types;

    Cells(List<Column> schema) {
        this.types = schema.stream().map(Column::type).toList();
    }

    void write(FrameBuffer out, List<Row> rows) {
        out.putInt(rows.size());
        for (Row row : rows) {
            write(out, row);
        }
    }

    void write(FrameBuffer out, Row row) {
        for (int i = 0; i < types.size(); i++) {
            cell(out, types.get(i), row.cell(i));
        }
    }

    List<Row> read(ByteBuffer in) {
        int count = in.getInt();
        List<Row> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            @Nullable Object[] cells = new @Nullable Object[types.size()];
            for (int column = 0; column < cells.length; column++) {
                cells[column] = cell(in, types.get(column));
            }
            rows.add(Row.of(cells));
        }
        return rows;
    }

    private static void cell(FrameBuffer out, DataType type, @Nullable Object cell) {
        out.putBoolean(cell != null);
        if (cell == null) {
            return;
        }
        switch (type) {
            case Scalar scalar -> scalar(out, scalar, cell);
            case DataType.Decimal _ -> {
                BigDecimal decimal = (BigDecimal) cell;
                bytes(out, ByteBuffer.wrap(decimal.unscaledValue().toByteArray()));
                out.putInt(decimal.scale());
            }
            case DataType.Array(DataType element) -> {
                List<?> elements = (List<?>) cell;
                out.putInt(elements.size());
                for (Object each : elements) {
                    cell(out, element, each);
                }
            }
            case DataType.Map(DataType key, DataType value) -> {
                Map<?, ?> entries = (Map<?, ?>) cell;
                out.putInt(entries.size());
                for (var entry : entries.entrySet()) {
                    cell(out, key, entry.getKey());
                    cell(out, value, entry.getValue());
                }
            }
            case DataType.Tuple(List<Column> fields) -> {
                List<?> values = (List<?>) cell;
                for (int i = 0; i < fields.size(); i++) {
                    cell(out, fields.get(i).type(), values.get(i));
                }
            }
        }
    }

    private static void scalar(FrameBuffer out, Scalar type, Object cell) {
        switch (type) {
            case BOOLEAN -> out.putBoolean((boolean) cell);
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> out.putLong((long) cell);
            case FLOAT32 -> out.putFloat((float) cell);
            case FLOAT64 -> out.putDouble((double) cell);
            case STRING, VARIANT, INTERVAL, NULL -> WireValues.text(out, (String) cell);
            case BINARY -> bytes(out, ((ByteBuffer) cell).duplicate());
            case DATE -> out.putLong(((LocalDate) cell).toEpochDay());
            case TIME -> out.putLong(((LocalTime) cell).toNanoOfDay());
            case TIMESTAMP -> WireValues.moment(out, (Instant) cell);
            case LOCAL_TIMESTAMP -> {
                out.putLong(((LocalDateTime) cell).toLocalDate().toEpochDay());
                out.putLong(((LocalDateTime) cell).toLocalTime().toNanoOfDay());
            }
        }
    }

    private static @Nullable Object cell(ByteBuffer in, DataType type) {
        if (in.get() == 0) {
            return null;
        }
        return switch (type) {
            case Scalar scalar -> scalar(in, scalar);
            case DataType.Decimal _ -> new BigDecimal(new BigInteger(bytes(in)), in.getInt());
            case DataType.Array(DataType element) -> {
                int count = in.getInt();
                List<@Nullable Object> elements = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    elements.add(cell(in, element));
                }
                yield elements;
            }
            case DataType.Map(DataType key, DataType value) -> {
                int count = in.getInt();
                Map<@Nullable Object, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(count);
                for (int i = 0; i < count; i++) {
                    entries.put(cell(in, key), cell(in, value));
                }
                yield entries;
            }
            case DataType.Tuple(List<Column> fields) -> {
                List<@Nullable Object> values = new ArrayList<>(fields.size());
                for (Column field : fields) {
                    values.add(cell(in, field.type()));
                }
                yield values;
            }
        };
    }

    private static Object scalar(ByteBuffer in, Scalar type) {
        return switch (type) {
            case BOOLEAN -> in.get() != 0;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> in.getLong();
            case FLOAT32 -> in.getFloat();
            case FLOAT64 -> in.getDouble();
            case STRING, VARIANT, INTERVAL, NULL -> WireValues.text(in);
            case BINARY -> ByteBuffer.wrap(bytes(in)).asReadOnlyBuffer();
            case DATE -> LocalDate.ofEpochDay(in.getLong());
            case TIME -> LocalTime.ofNanoOfDay(in.getLong());
            case TIMESTAMP -> WireValues.moment(in);
            case LOCAL_TIMESTAMP -> LocalDateTime.of(LocalDate.ofEpochDay(in.getLong()), LocalTime.ofNanoOfDay(in.getLong()));
        };
    }

    private static void bytes(FrameBuffer out, ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        out.putInt(array.length);
        out.put(array);
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return bytes;
    }
}
