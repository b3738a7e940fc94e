package dev.stagedoor.query.row;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes {@code 2023-06-27 16:03:51.000 +0000}, LIST's last_modified. Remembers the text of the last day it wrote, because a listing's
 * files tend to be of a few days and there may be millions. One thread at a time.
 */
public final class UtcMillis {
    private static final int SECONDS_PER_DAY = 86_400;

    private long day = Long.MIN_VALUE;
    private String dayText = "";

    public String text(Instant instant) {
        long seconds = instant.getEpochSecond();
        long wanted = Math.floorDiv(seconds, SECONDS_PER_DAY);
        if (wanted != day) {
            day = wanted;
            dayText = LocalDate.ofEpochDay(wanted).toString();
        }
        int ofDay = (int) Math.floorMod(seconds, (long) SECONDS_PER_DAY);
        StringBuilder text = new StringBuilder(dayText.length() + 19).append(dayText).append(' ');
        digits(text, ofDay / 3600, 2).append(':');
        digits(text, ofDay / 60 % 60, 2).append(':');
        digits(text, ofDay % 60, 2).append('.');
        return digits(text, instant.getNano() / 1_000_000, 3).append(" +0000").toString();
    }

    /** Appends {@code value} with leading zeros. */
    static StringBuilder digits(StringBuilder text, int value, int width) {
        for (int unit = pow10(width - 1); unit > 0; unit /= 10) {
            text.append((char) ('0' + value / unit % 10));
        }
        return text;
    }

    private static int pow10(int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
