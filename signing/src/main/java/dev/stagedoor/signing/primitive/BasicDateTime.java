package dev.stagedoor.signing.primitive;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as signatures write them: ISO 8601's basic format, UTC, whole seconds, years 0 to 9999. */
public final class BasicDateTime {
    private static final DateTimeFormatter DATE_TIME = formatter("uuuuMMdd'T'HHmmss'Z'");
    private static final DateTimeFormatter DATE = formatter("uuuuMMdd");

    private BasicDateTime() {}

    /** {@code 20261122T100000Z}. */
    public static String dateTime(Instant instant) {
        return DATE_TIME.format(instant);
    }

    /** {@code 20261122}. */
    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }
}
