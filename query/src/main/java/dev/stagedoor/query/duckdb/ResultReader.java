package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the query engine's values into cells. One thread at a time. */
final class ResultReader {
    /** What a cell counts for that is no text and no list. */
    private static final int SMALL_CELL_CHARS = 8;

    private final List<DataType> types;
    private long chars;

    ResultReader(List<DataType> types) {
        this.types = List.copyOf(types);
    }

    /** The current row. */
    Row row(ResultSet rows) throws SQLException {
        @Nullable Object[] cells = new @Nullable Object[types.size()];
        for (int i = 0; i < cells.length; i++) {
            DataType type = types.get(i);
            Object value = type == Scalar.LOCAL_TIMESTAMP ? rows.getObject(i + 1, LocalDateTime.class) : rows.getObject(i + 1);
            cells[i] = cell(type, value);
        }
        return Row.of(cells);
    }

    /** About how many characters the cells hold that were read; what is no text counts as a short one. */
    long chars() {
        return chars;
    }

    private @Nullable Object cell(DataType type, @Nullable Object value) throws SQLException {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case Scalar scalar -> counted(scalar(scalar, value));
            case DataType.Decimal _ -> counted(value instanceof BigInteger whole ? new BigDecimal(whole) : value);
            case DataType.Array(DataType element) -> array(element, (@Nullable Object[]) ((Array) value).getArray());
            case DataType.Tuple(List<Column> fields) -> tuple(fields, ((Struct) value).getAttributes());
            case DataType.Map(DataType key, DataType each) -> map(key, each, (Map<?, ?>) value);
        };
    }

    private Object counted(Object cell) {
        chars += switch (cell) {
            case String text -> text.length();
            case ByteBuffer binary -> 2L * binary.remaining();
            default -> SMALL_CELL_CHARS;
        };
        return cell;
    }

    private static Object scalar(Scalar type, Object value) throws SQLException {
        return switch (type) {
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> value instanceof Long ? value : ((Number) value).longValue();
            case BINARY -> binary((Blob) value);
            case TIMESTAMP -> ((OffsetDateTime) value).toInstant();
            case LOCAL_TIMESTAMP -> value instanceof Timestamp timestamp ? timestamp.toLocalDateTime() : value;
            case INTERVAL -> interval(value.toString());
            case VARIANT -> compactJson(value.toString());
            case STRING, NULL -> value.toString();
            case BOOLEAN, FLOAT32, FLOAT64, DATE, TIME -> value;
        };
    }

    private static ByteBuffer binary(Blob blob) throws SQLException {
        return ByteBuffer.wrap(blob.getBytes(1, (int) blob.length())).asReadOnlyBuffer();
    }

    private List<@Nullable Object> array(DataType element, @Nullable Object[] values) throws SQLException {
        List<@Nullable Object> cells = new ArrayList<>(values.length);
        for (@Nullable Object value : values) {
            cells.add(cell(element, value));
        }
        return cells;
    }

    private List<@Nullable Object> tuple(List<Column> fields, @Nullable Object[] values) throws SQLException {
        List<@Nullable Object> cells = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            cells.add(cell(fields.get(i).type(), values[i]));
        }
        return cells;
    }

    private Map<Object, @Nullable Object> map(DataType key, DataType each, Map<?, ?> entries) throws SQLException {
        Map<Object, @Nullable Object> cells = LinkedHashMap.newLinkedHashMap(entries.size());
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            cells.put(cell(key, entry.getKey()), cell(each, entry.getValue()));
        }
        return cells;
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
