package dev.stagedoor.app.config;

import java.time.Duration;
import java.util.regex.Pattern;

/** Lengths of time that people can read: {@code 500ms}, {@code 30s}, {@code 1h 30m}, {@code 7d}. */
final class Durations {
    static final String ALLOWED = "a duration such as 500ms, 30s, 5m, 1h30m or 7d";

    private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}\\s*(?:ms|[smhd])\\s*)+");
    private static final Pattern TERM = Pattern.compile("(\\d+)\\s*(ms|[smhd])");

    private Durations() {}

    /** @throws IllegalArgumentException when the text is not a duration with units */
    static Duration parse(String text) {
        String stripped = text.strip();
        if (stripped.equals("0")) {
            return Duration.ZERO;
        }
        if (!WHOLE.matcher(stripped).matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        Duration sum = Duration.ZERO;
        var terms = TERM.matcher(stripped);
        while (terms.find()) {
            sum = sum.plus(term(Long.parseLong(terms.group(1)), terms.group(2)));
        }
        return sum;
    }

    private static Duration term(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new AssertionError(unit);
        };
    }

    /** The shortest form that {@link #parse} reads back; finer than a millisecond is dropped. */
    static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        var text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
