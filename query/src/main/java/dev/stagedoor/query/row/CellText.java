package dev.stagedoor.query.row;

import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cells as the text clients get (Databend's HTTP protocol, {@code http_json_result_mode=display}). For the protocol's edge alone: nobody in
 * the engine makes a text of a cell. Inside arrays, tuples and maps texts and times are quoted.
 */
public final class CellText {
    private static final String TRUE = "1";
    private static final String FALSE = "0";

    /** NULL within an array, a tuple or a map. */
    private static final String NESTED_NULL = "NULL";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final ZoneId zone;

    /** @param zone in which moments are written */
    public CellText(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * The text of a cell.
     *
     * @return null for NULL
     */
    public @Nullable String of(DataType type, @Nullable Object cell) {
        return cell == null ? null : text(type, cell);
    }

    private String text(DataType type, Object cell) {
        return switch (type) {
            case Scalar scalar -> scalar(scalar, cell);
            case DataType.Decimal _ -> ((BigDecimal) cell).toPlainString();
            case DataType.Array(DataType element) -> array(element, (List<?>) cell);
            case DataType.Tuple(List<Column> fields) -> tuple(fields, (List<?>) cell);
            case DataType.Map(DataType key, DataType value) -> map(key, value, (Map<?, ?>) cell);
        };
    }

    private String scalar(Scalar type, Object cell) {
        return switch (type) {
            case BOOLEAN -> (Boolean) cell ? TRUE : FALSE;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> Long.toString((Long) cell);
            case UINT64 -> Long.toUnsignedString((Long) cell);
            case FLOAT32 -> number((Float) cell, Float.toString((Float) cell));
            case FLOAT64 -> number((Double) cell, Double.toString((Double) cell));
            case BINARY -> hex((ByteBuffer) cell);
            case DATE -> cell.toString();
            case TIME -> DateTimeFormatter.ISO_LOCAL_TIME.format((LocalTime) cell);
            case TIMESTAMP -> dateTime(LocalDateTime.ofInstant((Instant) cell, zone));
            case LOCAL_TIMESTAMP -> dateTime((LocalDateTime) cell);
            case STRING, INTERVAL, VARIANT, NULL -> (String) cell;
        };
    }

    /**
     * Shortest text that reads back as the same number; without exponent while that stays short, as Databend writes it: {@code 1.5} stays,
     * {@code 2.0} is {@code 2}, {@code 1.0E10} is {@code 10000000000}, {@code 1.0E300} is {@code 1e300}.
     */
    private static String number(double value, String text) {
        if (!Double.isFinite(value)) {
            return text;
        }
        int exponent = text.indexOf('E');
        if (exponent < 0) {
            return withoutZero(text);
        }
        int power = Integer.parseInt(text.substring(exponent + 1));
        if (power >= -7 && power < 21) {
            return new BigDecimal(text).stripTrailingZeros().toPlainString();
        }
        return withoutZero(text.substring(0, exponent)) + "e" + power;
    }

    private static String withoutZero(String text) {
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String hex(ByteBuffer binary) {
        byte[] bytes = new byte[binary.remaining()];
        binary.duplicate().get(bytes);
        return HEX.formatHex(bytes);
    }

    /** {@code 2024-01-31 10:11:12.000000}: six digits. */
    private static String dateTime(LocalDateTime value) {
        StringBuilder text = new StringBuilder(26).append(value.toLocalDate()).append(' ');
        UtcMillis.digits(text, value.getHour(), 2).append(':');
        UtcMillis.digits(text, value.getMinute(), 2).append(':');
        UtcMillis.digits(text, value.getSecond(), 2).append('.');
        return UtcMillis.digits(text, value.getNano() / 1000, 6).toString();
    }

    private String array(DataType element, List<?> cells) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < cells.size(); i++) {
            text.append(i == 0 ? "" : ",").append(nested(element, cells.get(i)));
        }
        return text.append(']').toString();
    }

    private String tuple(List<Column> fields, List<?> cells) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < cells.size(); i++) {
            text.append(i == 0 ? "" : ",").append(nested(fields.get(i).type(), cells.get(i)));
        }
        return text.append(cells.size() == 1 ? ",)" : ")").toString();
    }

    private String map(DataType key, DataType value, Map<?, ?> entries) {
        StringBuilder text = new StringBuilder("{");
        Iterator<? extends Map.Entry<?, ?>> each = entries.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<?, ?> entry = each.next();
            text.append(nested(key, entry.getKey())).append(':').append(nested(value, entry.getValue()));
            text.append(each.hasNext() ? "," : "");
        }
        return text.append('}').toString();
    }

    private String nested(DataType type, @Nullable Object cell) {
        if (cell == null) {
            return NESTED_NULL;
        }
        String text = text(type, cell);
        return isQuotedInside(type) ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : text;
    }

    private static boolean isQuotedInside(DataType type) {
        return switch (type) {
            case Scalar.STRING, Scalar.BINARY, Scalar.DATE, Scalar.TIME, Scalar.TIMESTAMP, Scalar.LOCAL_TIMESTAMP, Scalar.INTERVAL -> true;
            case Scalar _, DataType.Decimal _, DataType.Array _, DataType.Map _, DataType.Tuple _ -> false;
        };
    }
}
