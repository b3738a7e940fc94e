package dev.stagedoor.engine.statement;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HexFormat;

/** Values as the text clients expect in a cell (Databend's HTTP protocol, {@code http_json_result_mode=display}). */
public final class CellText {
    public static final String TRUE = "1";
    public static final String FALSE = "0";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CellText() {}

    public static String of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** Shortest text that reads back as the same number; without exponent while that stays short, as Databend writes it. */
    public static String of(double value) {
        if (Double.isFinite(value)) {
            return plain(Double.toString(value));
        }
        return notFinite(value);
    }

    public static String of(float value) {
        if (Float.isFinite(value)) {
            return plain(Float.toString(value));
        }
        return notFinite(value);
    }

    private static String notFinite(double value) {
        return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }

    /** {@code 1.5} stays, {@code 2.0} is {@code 2}, {@code 1.0E10} is {@code 10000000000}, {@code 1.0E300} is {@code 1e300}. */
    private static String plain(String text) {
        int exponent = text.indexOf('E');
        if (exponent < 0) {
            return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        }
        int power = Integer.parseInt(text.substring(exponent + 1));
        if (power >= -7 && power < 21) {
            return new java.math.BigDecimal(text).stripTrailingZeros().toPlainString();
        }
        String mantissa = text.substring(0, exponent);
        return (mantissa.endsWith(".0") ? mantissa.substring(0, mantissa.length() - 2) : mantissa) + "e" + power;
    }

    /** Upper-case hex. */
    public static String of(byte[] value) {
        return HEX.formatHex(value);
    }

    /** {@code 2024-01-31}. */
    public static String of(LocalDate value) {
        return value.toString();
    }

    /** {@code 2024-01-31 10:11:12.000000}: six digits, in the zone. */
    public static String timestamp(Instant instant, ZoneId zone) {
        return of(LocalDateTime.ofInstant(instant, zone));
    }

    /** {@code 2024-01-31 10:11:12.000000}: six digits. */
    public static String of(LocalDateTime value) {
        StringBuilder text = new StringBuilder(26).append(value.toLocalDate()).append(' ');
        UtcMillis.digits(text, value.getHour(), 2).append(':');
        UtcMillis.digits(text, value.getMinute(), 2).append(':');
        UtcMillis.digits(text, value.getSecond(), 2).append('.');
        return UtcMillis.digits(text, value.getNano() / 1000, 6).toString();
    }
}
