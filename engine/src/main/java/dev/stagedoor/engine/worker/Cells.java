package dev.stagedoor.engine.worker;

import dev.stagedoor.engine.row.Column;
import dev.stagedoor.engine.row.DataType;
import dev.stagedoor.engine.row.DataType.Scalar;
import dev.stagedoor.engine.row.Row;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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

    void write(DataOutput out, List<Row> rows) throws IOException {
        out.writeInt(rows.size());
        for (Row row : rows) {
            write(out, row);
        }
    }

    void write(DataOutput out, Row row) throws IOException {
        for (int i = 0; i < types.size(); i++) {
            cell(out, types.get(i), row.cell(i));
        }
    }

    List<Row> read(DataInput in) throws IOException {
        int count = in.readInt();
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

    private static void cell(DataOutput out, DataType type, @Nullable Object cell) throws IOException {
        out.writeBoolean(cell != null);
        if (cell == null) {
            return;
        }
        switch (type) {
            case Scalar scalar -> scalar(out, scalar, cell);
            case DataType.Decimal _ -> {
                BigDecimal decimal = (BigDecimal) cell;
                bytes(out, ByteBuffer.wrap(decimal.unscaledValue().toByteArray()));
                out.writeInt(decimal.scale());
            }
            case DataType.Array(DataType element) -> {
                List<?> elements = (List<?>) cell;
                out.writeInt(elements.size());
                for (Object each : elements) {
                    cell(out, element, each);
                }
            }
            case DataType.Map(DataType key, DataType value) -> {
                Map<?, ?> entries = (Map<?, ?>) cell;
                out.writeInt(entries.size());
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

    private static void scalar(DataOutput out, Scalar type, Object cell) throws IOException {
        switch (type) {
            case BOOLEAN -> out.writeBoolean((boolean) cell);
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> out.writeLong((long) cell);
            case FLOAT32 -> out.writeFloat((float) cell);
            case FLOAT64 -> out.writeDouble((double) cell);
            case STRING, VARIANT, INTERVAL, NULL -> WireValues.text(out, (String) cell);
            case BINARY -> bytes(out, ((ByteBuffer) cell).duplicate());
            case DATE -> out.writeLong(((LocalDate) cell).toEpochDay());
            case TIME -> out.writeLong(((LocalTime) cell).toNanoOfDay());
            case TIMESTAMP -> WireValues.moment(out, (Instant) cell);
            case LOCAL_TIMESTAMP -> {
                out.writeLong(((LocalDateTime) cell).toLocalDate().toEpochDay());
                out.writeLong(((LocalDateTime) cell).toLocalTime().toNanoOfDay());
            }
        }
    }

    private static @Nullable Object cell(DataInput in, DataType type) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        return switch (type) {
            case Scalar scalar -> scalar(in, scalar);
            case DataType.Decimal _ -> new BigDecimal(new BigInteger(bytes(in)), in.readInt());
            case DataType.Array(DataType element) -> {
                int count = in.readInt();
                List<@Nullable Object> elements = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    elements.add(cell(in, element));
                }
                yield elements;
            }
            case DataType.Map(DataType key, DataType value) -> {
                int count = in.readInt();
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

    private static Object scalar(DataInput in, Scalar type) throws IOException {
        return switch (type) {
            case BOOLEAN -> in.readBoolean();
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> in.readLong();
            case FLOAT32 -> in.readFloat();
            case FLOAT64 -> in.readDouble();
            case STRING, VARIANT, INTERVAL, NULL -> WireValues.text(in);
            case BINARY -> ByteBuffer.wrap(bytes(in)).asReadOnlyBuffer();
            case DATE -> LocalDate.ofEpochDay(in.readLong());
            case TIME -> LocalTime.ofNanoOfDay(in.readLong());
            case TIMESTAMP -> WireValues.moment(in);
            case LOCAL_TIMESTAMP -> LocalDateTime.of(LocalDate.ofEpochDay(in.readLong()), LocalTime.ofNanoOfDay(in.readLong()));
        };
    }

    private static void bytes(DataOutput out, ByteBuffer bytes) throws IOException {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        out.writeInt(array.length);
        out.write(array);
    }

    private static byte[] bytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
