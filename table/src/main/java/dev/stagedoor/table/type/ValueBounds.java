package dev.stagedoor.table.type;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.BinaryUtil;
import org.apache.iceberg.util.UnicodeUtil;

/**
 * The smallest and the largest value of a column in a file, from DuckDB's text to the bytes of Iceberg's manifests. What cannot be read is
 * left out: a file without bounds is read in vain, one with wrong bounds is left out in vain.
 */
public final class ValueBounds {
    /** Of texts and bytes: as long as Iceberg itself makes them. */
    private static final int MAX_LENGTH = 16;

    /** {@code 2026-11-30 18:00:00.123456}, with as many digits of the second as there are. */
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    /** With {@code +00} at its end. */
    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder().append(TIMESTAMP).appendOffset("+HH:mm:ss", "+00").toFormatter();

    private ValueBounds() {}

    /** A value that none in the file is below. */
    public static Optional<ByteBuffer> lower(Type type, String text) {
        return bound(type, text, true);
    }

    /** A value that none in the file is above. */
    public static Optional<ByteBuffer> upper(Type type, String text) {
        return bound(type, text, false);
    }

    private static Optional<ByteBuffer> bound(Type type, String text, boolean lower) {
        try {
            return value(type, text, lower).map(value -> Conversions.toByteBuffer(type, value));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return Optional.empty(); // as of infinity, of a year before Christ, or of a text that was cut in the middle
        }
    }

    private static Optional<Object> value(Type type, String text, boolean lower) {
        return switch (type.typeId()) {
            case BOOLEAN -> truth(text);
            case INTEGER -> Optional.of(Integer.parseInt(text));
            case LONG -> Optional.of(Long.parseLong(text));
            case FLOAT -> {
                float number = Float.parseFloat(text);
                yield Float.isNaN(number) ? Optional.empty() : Optional.of(number == 0 ? lower ? -0f : 0f : number);
            }
            case DOUBLE -> {
                double number = Double.parseDouble(text);
                yield Double.isNaN(number) ? Optional.empty() : Optional.of(number == 0 ? lower ? -0d : 0d : number);
            }
            case DECIMAL -> {
                var decimal = (Types.DecimalType) type;
                BigDecimal number = new BigDecimal(text).setScale(decimal.scale());
                yield number.precision() > decimal.precision() ? Optional.empty() : Optional.of(number);
            }
            case DATE -> Optional.of(Math.toIntExact(LocalDate.parse(text).toEpochDay()));
            case TIMESTAMP -> Optional.of(micros(
                    ((Types.TimestampType) type).shouldAdjustToUTC()
                            ? OffsetDateTime.parse(text, MOMENT)
                            : LocalDateTime.parse(text, TIMESTAMP).atOffset(ZoneOffset.UTC)));
            case STRING -> text(text, lower);
            case BINARY -> bytes(text, lower);
            default -> Optional.empty();
        };
    }

    private static Optional<Object> truth(String text) {
        return switch (text) {
            case "0", "false" -> Optional.of(false);
            case "1", "true" -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private static long micros(OffsetDateTime time) {
        return ChronoUnit.MICROS.between(OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC), time);
    }

    private static Optional<Object> text(String text, boolean lower) {
        if (text.indexOf('\ufffd') >= 0) {
            return Optional.empty(); // may stand for bytes that were no text: where it was cut
        }
        return Optional.ofNullable(
                lower ? UnicodeUtil.truncateStringMin(text, MAX_LENGTH) : UnicodeUtil.truncateStringMax(text, MAX_LENGTH));
    }

    private static Optional<Object> bytes(String hex, boolean lower) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        return Optional.ofNullable(
                lower ? BinaryUtil.truncateBinaryMin(bytes, MAX_LENGTH) : BinaryUtil.truncateBinaryMax(bytes, MAX_LENGTH));
    }
}
