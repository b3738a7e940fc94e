package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.CellText;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cells of the query engine's rows as text; see {@link CellText}. Inside arrays, tuples and maps texts and times are quoted. */
final class ResultText {
    private final ZoneId zone;

    ResultText(ZoneId zone) {
        this.zone = zone;
    }

    /** The cell of the current row, or null for NULL. */
    @Nullable String cell(ResultSet rows, int column, ResultType type) throws SQLException {
        Object value = type == ResultType.Scalar.LOCAL_TIMESTAMP
                ? rows.getObject(column, LocalDateTime.class)
                : rows.getObject(column);
        return value == null ? null : text(value, type);
    }

    private String text(Object value, ResultType type) throws SQLException {
        return switch (type) {
            case ResultType.Scalar scalar -> scalar(value, scalar);
            case ResultType.Decimal _ -> ((BigDecimal) value).toPlainString();
            case ResultType.Array(ResultType element) -> array((Object[]) ((Array) value).getArray(), element);
            case ResultType.Tuple(List<ResultType> fields) -> tuple(((Struct) value).getAttributes(), fields);
            case ResultType.Map(ResultType key, ResultType each) -> map((Map<?, ?>) value, key, each);
        };
    }

    private String scalar(Object value, ResultType.Scalar type) throws SQLException {
        return switch (type) {
            case BOOLEAN -> CellText.of((Boolean) value);
            case FLOAT32 -> CellText.of((Float) value);
            case FLOAT64 -> CellText.of((Double) value);
            case BINARY -> binary((Blob) value);
            case DATE -> value instanceof LocalDate date ? CellText.of(date) : value.toString();
            case TIME -> value instanceof LocalTime time ? DateTimeFormatter.ISO_LOCAL_TIME.format(time) : value.toString();
            case LOCAL_TIMESTAMP -> CellText.of(localDateTime(value));
            case TIMESTAMP -> CellText.timestamp(((OffsetDateTime) value).toInstant(), zone);
            case INTERVAL -> interval(value.toString());
            case VARIANT -> compactJson(value.toString());
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, INT128, UINT128, STRING, NULL -> value.toString();
        };
    }

    private static LocalDateTime localDateTime(Object value) {
        return value instanceof java.sql.Timestamp timestamp ? timestamp.toLocalDateTime() : (LocalDateTime) value;
    }

    private static String binary(Blob blob) throws SQLException {
        return CellText.of(blob.getBytes(1, (int) blob.length()));
    }

    private String array(@Nullable Object[] elements, ResultType type) throws SQLException {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < elements.length; i++) {
            text.append(i == 0 ? "" : ",").append(nested(elements[i], type));
        }
        return text.append(']').toString();
    }

    private String tuple(@Nullable Object[] values, List<ResultType> types) throws SQLException {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ",").append(nested(values[i], types.get(i)));
        }
        return text.append(values.length == 1 ? ",)" : ")").toString();
    }

    private String map(Map<?, ?> entries, ResultType key, ResultType value) throws SQLException {
        StringBuilder text = new StringBuilder("{");
        Iterator<? extends Map.Entry<?, ?>> each = entries.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<?, ?> entry = each.next();
            text.append(nested(entry.getKey(), key)).append(':').append(nested(entry.getValue(), value));
            text.append(each.hasNext() ? "," : "");
        }
        return text.append('}').toString();
    }

    private String nested(@Nullable Object value, ResultType type) throws SQLException {
        if (value == null) {
            return "NULL";
        }
        String text = text(value, type);
        return quotedInside(type) ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : text;
    }

    private static boolean quotedInside(ResultType type) {
        return switch (type) {
            case ResultType.Scalar.STRING,
                    ResultType.Scalar.BINARY,
                    ResultType.Scalar.DATE,
                    ResultType.Scalar.TIME,
                    ResultType.Scalar.LOCAL_TIMESTAMP,
                    ResultType.Scalar.TIMESTAMP,
                    ResultType.Scalar.INTERVAL ->
                true;
            case ResultType.Scalar _, ResultType.Decimal _, ResultType.Array _, ResultType.Map _, ResultType.Tuple _ -> false;
        };
    }

    /** DuckDB's {@code 1 day 02:03:04} is Databend's {@code 1 day 2:03:04}. */
    static String interval(String text) {
        int clock = text.lastIndexOf(' ') + 1;
        int hour = clock < text.length() && text.charAt(clock) == '-' ? clock + 1 : clock;
        boolean padded = text.indexOf(':', clock) == hour + 2 && text.charAt(hour) == '0';
        return padded ? text.substring(0, hour) + text.substring(hour + 1) : text;
    }

    /** JSON without white space between its tokens. */
    static String compactJson(String json) {
        StringBuilder compact = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inString && c == '\\' && i + 1 < json.length()) {
                compact.append(c).append(json.charAt(++i));
                continue;
            }
            inString ^= c == '"';
            if (inString || c > ' ') {
                compact.append(c);
            }
        }
        return compact.toString();
    }
}
