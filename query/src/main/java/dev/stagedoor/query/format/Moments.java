package dev.stagedoor.query.format;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** Days and moments that the query engine has; its moments are microseconds in 64 bits. */
final class Moments {
    /** The 10th of January 294247; the last number means infinity. */
    private static final Instant LAST = Instant.EPOCH.plus(Long.MAX_VALUE - 1, ChronoUnit.MICROS);

    /** The 22nd of December 290309 before our era. */
    private static final Instant FIRST = Instant.parse("-290308-12-22T00:00:00Z");

    private Moments() {}

    /**
     * A moment, cut to microseconds.
     *
     * @throws UnreadableFileException for one that the query engine has not
     */
    static Instant of(long seconds, long nanos) {
        return checked(Instant.ofEpochSecond(seconds, nanos));
    }

    /** @throws UnreadableFileException for one that the query engine has not */
    static Instant of(long value, ChronoUnit unit) {
        return checked(Instant.EPOCH.plus(value, unit));
    }

    /** @throws UnreadableFileException for a day that the query engine has not: it counts them in 32 bits */
    static LocalDate date(long daysSince1970) {
        if (daysSince1970 >= Integer.MAX_VALUE || daysSince1970 <= -Integer.MAX_VALUE) {
            throw new UnreadableFileException("it has a date more than " + (Integer.MAX_VALUE - 1) + " days from 1970");
        }
        return LocalDate.ofEpochDay(daysSince1970);
    }

    private static Instant checked(Instant moment) {
        if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
            throw new UnreadableFileException("it has a timestamp outside of the years -290308 to 294247");
        }
        return moment.truncatedTo(ChronoUnit.MICROS);
    }
}
