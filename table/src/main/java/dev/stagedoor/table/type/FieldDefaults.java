package dev.stagedoor.table.type;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.iceberg.SingleValueParser;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** The value that rows have of a column that came after them: from a cell to Iceberg's metadata, and from there to DuckDB. */
public final class FieldDefaults {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private FieldDefaults() {}

    /**
     * A cell as Iceberg keeps it.
     *
     * @param column for the error
     * @param type of the column in the table
     * @param cell as {@link dev.stagedoor.query.row.DataType} says
     * @throws StagedoorException 1002 for a type or a value of which Iceberg keeps no defaults
     */
    public static Literal<?> literal(String column, Type type, Object cell) {
        Literal<?> literal = literal(type, cell);
        if (literal == null || !isKept(type, literal.value())) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "column '" + column + "' cannot have this DEFAULT for the rows that are there: Iceberg keeps none of its type, and"
                            + " neither infinity nor NaN; add it without DEFAULT");
        }
        return literal;
    }

    /** Iceberg writes metadata with values that it cannot read again, such as NaN: then the table is lost. */
    private static boolean isKept(Type type, Object value) {
        try {
            return SingleValueParser.fromJson(type, SingleValueParser.toJson(type, value)).equals(value);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static @Nullable Literal<?> literal(Type type, Object cell) {
        return switch (type.typeId()) {
            case BOOLEAN -> Literal.of((Boolean) cell);
            case INTEGER -> Literal.of(Math.toIntExact((Long) cell));
            case LONG -> Literal.of((Long) cell);
            case FLOAT -> Literal.of((Float) cell);
            case DOUBLE -> Literal.of((Double) cell);
            case DECIMAL -> Literal.of(cell instanceof Long unsigned ? new BigDecimal(Long.toUnsignedString(unsigned)) : (BigDecimal) cell);
            case STRING -> Literal.of((String) cell);
            case BINARY -> Literal.of(((ByteBuffer) cell).slice());
            case DATE -> Literal.of(Math.toIntExact(((LocalDate) cell).toEpochDay())).to(type);
            case TIMESTAMP ->
                Literal.of(ChronoUnit.MICROS.between(
                                Instant.EPOCH, cell instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : (Instant) cell))
                        .to(type);
            default -> null;
        };
    }

    /** What rows have in files without the field, as a text that DuckDB casts to the type in the file; empty: NULL. */
    static Optional<String> text(Types.NestedField field) {
        return Optional.ofNullable(field.initialDefault()).map(value -> text(field.type(), value));
    }

    private static String text(Type type, Object value) {
        return switch (type.typeId()) {
            case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
            case TIMESTAMP -> {
                LocalDateTime time = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus((Long) value, ChronoUnit.MICROS);
                yield TIMESTAMP.format(time) + (((Types.TimestampType) type).shouldAdjustToUTC() ? "+00" : "");
            }
            case BINARY -> {
                ByteBuffer bytes = ((ByteBuffer) value).slice();
                StringBuilder text = new StringBuilder();
                while (bytes.hasRemaining()) {
                    text.append(String.format("\\x%02X", bytes.get()));
                }
                yield text.toString();
            }
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            default -> value.toString();
        };
    }
}
