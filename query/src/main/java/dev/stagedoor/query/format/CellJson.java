package dev.stagedoor.query.format;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of a cell, from which a cast makes the cell again. A binary is a text in it, in hexadecimal, and stays one when it is cast. */
public final class CellJson {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CellJson() {}

    public static String of(DataType type, @Nullable Object cell) {
        try (JsonText json = new JsonText()) {
            write(json, type, cell);
            return json.done();
        }
    }

    /** As binaries are written. */
    public static String hex(ByteBuffer binary) {
        byte[] bytes = new byte[binary.remaining()];
        binary.duplicate().get(bytes);
        return HEX.formatHex(bytes);
    }

    private static void write(JsonText json, DataType type, @Nullable Object cell) {
        if (cell == null) {
            json.nothing();
            return;
        }
        switch (type) {
            case Scalar scalar -> write(json, scalar, cell);
            case DataType.Decimal _ -> json.text(((BigDecimal) cell).toPlainString());
            case DataType.Array(DataType element) -> {
                json.startArray();
                ((List<?>) cell).forEach(each -> write(json, element, each));
                json.endArray();
            }
            case DataType.Map(DataType key, DataType value) -> {
                json.startObject();
                ((Map<?, ?>) cell).forEach((each, to) -> {
                    json.name(key(key, each));
                    write(json, value, to);
                });
                json.endObject();
            }
            case DataType.Tuple(List<Column> fields) -> {
                json.startObject();
                List<?> cells = (List<?>) cell;
                for (int i = 0; i < fields.size(); i++) {
                    json.name(fields.get(i).name());
                    write(json, fields.get(i).type(), cells.get(i));
                }
                json.endObject();
            }
        }
    }

    private static void write(JsonText json, Scalar type, Object cell) {
        switch (type) {
            case BOOLEAN -> json.bool((boolean) cell);
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> json.number((long) cell);
            case UINT64 -> json.text(Long.toUnsignedString((long) cell));
            case FLOAT32 -> json.number((float) cell);
            case FLOAT64 -> json.number((double) cell);
            case STRING, INTERVAL, NULL -> json.text((String) cell);
            case VARIANT -> json.raw((String) cell);
            case BINARY -> json.text(hex((ByteBuffer) cell));
            case DATE -> json.date((LocalDate) cell);
            case TIME -> json.time((LocalTime) cell);
            case TIMESTAMP -> json.moment((Instant) cell);
            case LOCAL_TIMESTAMP -> json.dateTime((LocalDateTime) cell);
        }
    }

    private static String key(DataType type, Object cell) {
        return switch (type) {
            case Scalar.UINT64 -> Long.toUnsignedString((long) cell);
            case Scalar.DATE -> JsonText.text((LocalDate) cell);
            case Scalar.TIMESTAMP -> JsonText.text((Instant) cell);
            case Scalar.LOCAL_TIMESTAMP -> JsonText.text((LocalDateTime) cell);
            case DataType.Decimal _ -> ((BigDecimal) cell).toPlainString();
            case Scalar _ -> cell.toString();
            default -> throw new IllegalArgumentException("a map whose keys are " + type.typeName());
        };
    }
}
