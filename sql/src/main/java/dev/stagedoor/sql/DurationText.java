package dev.stagedoor.sql;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 90 s}, {@code 15min}, {@code 1h 30m}, {@code 7 days}, {@code 3600}. */
final class DurationText {
    /** What a syntax error says of what is not a length of time. */
    static final String EXPECTED = "expecting a number of seconds, or a length of time such as '90 s', '15 min', '1h 30m' or '7 days'";

    private static final int MAX_CHARS = 64;
    private static final Pattern PART = Pattern.compile("\\s*([0-9]{1,12}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z]*)");
    private static final Map<String, Integer> SECONDS = Map.ofEntries(
            Map.entry("s", 1), Map.entry("sec", 1), Map.entry("second", 1), Map.entry("seconds", 1),
            Map.entry("m", 60), Map.entry("min", 60), Map.entry("minute", 60), Map.entry("minutes", 60),
            Map.entry("h", 3_600), Map.entry("hour", 3_600), Map.entry("hours", 3_600),
            Map.entry("d", 86_400), Map.entry("day", 86_400), Map.entry("days", 86_400));

    private DurationText() {}

    /** The seconds; empty for what is not a length of time. Its bounds are not a matter of syntax. */
    static Optional<BigDecimal> seconds(String text) {
        if (text.length() > MAX_CHARS || text.isBlank()) {
            return Optional.empty();
        }
        BigDecimal seconds = BigDecimal.ZERO;
        Matcher part = PART.matcher(text.stripTrailing());
        int end = 0;
        while (end < part.regionEnd()) {
            part.region(end, part.regionEnd());
            if (!part.lookingAt()) {
                return Optional.empty();
            }
            boolean alone = end == 0 && part.end() == part.regionEnd();
            String unit = part.group(2).toLowerCase(Locale.ROOT);
            Integer factor = unit.isEmpty() && alone ? Integer.valueOf(1) : SECONDS.get(unit);
            if (factor == null) {
                return Optional.empty();
            }
            seconds = seconds.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(factor)));
            end = part.end();
        }
        return Optional.of(seconds);
    }
}
