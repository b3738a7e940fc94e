package dev.stagedoor.sql;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 2 GiB}, {@code 500kB}, {@code 1.5 MB}, {@code 1048576}. */
final class ByteSize {
    /** What a syntax error says of what is not a size. */
    static final String EXPECTED = "expecting a whole number of bytes below 2^63, or a size such as '2 GiB' or '500 kB'"
            + " (kB, MB, GB, TB are powers of 1000; KiB, MiB, GiB, TiB of 1024)";

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?) ?([A-Za-z]{0,3})");
    private static final Map<String, Long> UNITS = Map.of(
            "", 1L, "b", 1L,
            "kb", 1_000L, "mb", 1_000_000L, "gb", 1_000_000_000L, "tb", 1_000_000_000_000L,
            "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30, "tib", 1L << 40);

    private ByteSize() {}

    /** The number of bytes; empty for what is not a size, and for what is not a whole number of bytes below 2^63. */
    static OptionalLong parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        Long unit = UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT));
        if (unit == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact());
        } catch (ArithmeticException notALong) {
            return OptionalLong.empty();
        }
    }
}
