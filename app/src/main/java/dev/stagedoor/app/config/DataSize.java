package dev.stagedoor.app.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A number of bytes that people can read: {@code 5 GiB}, {@code 64KiB}, {@code 1.5 GB}, {@code 1048576}. */
public record DataSize(long bytes) {
    /** How sizes may be written; used in messages and in the documentation. */
    static final String ALLOWED =
            "a size such as 512 KiB, 5 GiB or 100 MB (B, KB, MB, GB, TB are powers of 1000; KiB, MiB, GiB, TiB of 1024)";

    private static final Pattern TEXT = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L, "b", 1L,
            "kb", 1_000L, "mb", 1_000_000L, "gb", 1_000_000_000L, "tb", 1_000_000_000_000L,
            "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30, "tib", 1L << 40);
    private static final String[] BINARY_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    public static DataSize ofKibibytes(long kibibytes) {
        return new DataSize(Math.multiplyExact(kibibytes, 1L << 10));
    }

    public static DataSize ofMebibytes(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    public static DataSize ofGibibytes(long gibibytes) {
        return new DataSize(Math.multiplyExact(gibibytes, 1L << 30));
    }

    /** @throws IllegalArgumentException when the text is not a size, or not a whole number of bytes below 2^63 */
    public static DataSize parse(String text) {
        var matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        Long unit = UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw new IllegalArgumentException(ALLOWED);
        }
        try {
            return new DataSize(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(ALLOWED, e);
        }
    }

    /** The shortest exact form in powers of 1024; {@link #parse} reads it back. */
    @Override
    public String toString() {
        long value = bytes;
        int unit = 0;
        while (value != 0 && value % 1024 == 0 && unit < BINARY_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return value + " " + BINARY_UNITS[unit];
    }
}
