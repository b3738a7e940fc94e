package dev.stagedoor.signing.s3v4;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/** {@code X-Amz-Date}: {@code yyyyMMdd'T'HHmmss'Z'}, ISO 8601's basic form, UTC, whole seconds. */
final class AmzDate {
    private static final int CHARS = 16;

    private AmzDate() {}

    /** Empty when it is not exactly a date and time of that form. There is no second 60. */
    static Optional<Instant> parse(String text) {
        if (text.length() != CHARS || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return Optional.empty();
        }
        int year = number(text, 0, 4);
        int month = number(text, 4, 6);
        int day = number(text, 6, 8);
        int hour = number(text, 9, 11);
        int minute = number(text, 11, 13);
        int second = number(text, 13, 15);
        boolean date = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= YearMonth.of(year, month).lengthOfMonth();
        boolean time = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        if (!date || !time) {
            return Optional.empty();
        }
        long epochDay = LocalDate.of(year, month, day).toEpochDay();
        return Optional.of(Instant.ofEpochSecond(epochDay * S3V4.SECONDS_PER_DAY + hour * 3600L + minute * 60L + second));
    }

    /** Negative when a character is no digit. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
