package dev.stagedoor.storage.parquet;

import dev.stagedoor.storage.parquet.ColumnFilter.Constant;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a constant for the type of the column it is compared with. Empty where DuckDB may read the constant in another way: nothing
 * is ruled out by that.
 */
public final class FilterConstants {
    /** Decimals of so many digits are kept in 64 bits; with a constant of as many, DuckDB compares them exactly. */
    public static final int MAX_DECIMAL_DIGITS = 18;

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:[ T](\\d{2}:\\d{2}:\\d{2})(?:\\.(\\d{1,6}))?)?");
    private static final int MILLIS_DIGITS = 3;
    private static final int MICROS_A_MILLI = 1000;

    private FilterConstants() {}

    /** For integers with sign. */
    public static Optional<Long> integer(Constant constant) {
        try {
            return constant instanceof Constant.Number(BigDecimal value) && value.scale() == 0
                    ? Optional.of(value.longValueExact())
                    : Optional.empty();
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** For decimals of at most {@link #MAX_DECIMAL_DIGITS} digits. */
    public static Optional<BigDecimal> decimal(Constant constant) {
        return constant instanceof Constant.Number(BigDecimal value) && value.precision() <= MAX_DECIMAL_DIGITS
                        && value.scale() >= 0 && value.scale() <= MAX_DECIMAL_DIGITS
                ? Optional.of(value)
                : Optional.empty();
    }

    /** For dates: days since 1970. */
    public static Optional<Long> day(Constant constant) {
        return constant instanceof Constant.Text(String text) && DATE.matcher(text).matches()
                ? parsed(() -> LocalDate.parse(text).toEpochDay())
                : Optional.empty();
    }

    /** For timestamps of microseconds: since 1970, of the time as it is written. */
    public static Optional<Long> micros(Constant constant) {
        return time(constant, 6);
    }

    /** The same for timestamps of milliseconds. */
    public static Optional<Long> millis(Constant constant) {
        return time(constant, MILLIS_DIGITS).map(micros -> micros / MICROS_A_MILLI);
    }

    /** For texts: its bytes, which compare as DuckDB compares texts. */
    public static Optional<byte[]> utf8(Constant constant) {
        return constant instanceof Constant.Text(String text)
                ? Optional.of(text.getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static Optional<Long> time(Constant constant, int digits) {
        if (!(constant instanceof Constant.Text(String text))) {
            return Optional.empty();
        }
        Matcher parts = TIME.matcher(text);
        if (!parts.matches() || (parts.group(3) != null && parts.group(3).length() > digits)) {
            return Optional.empty();
        }
        String time = parts.group(2) == null ? "00:00:00" : parts.group(2);
        String fraction = parts.group(3) == null ? "" : "." + parts.group(3);
        return parsed(() -> ChronoUnit.MICROS.between(
                LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), LocalDateTime.parse(parts.group(1) + "T" + time + fraction)));
    }

    private interface Parsing {
        long value();
    }

    private static Optional<Long> parsed(Parsing parsing) {
        try {
            return Optional.of(parsing.value());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
