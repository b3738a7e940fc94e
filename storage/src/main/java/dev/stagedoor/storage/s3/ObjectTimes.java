package dev.stagedoor.storage.s3;

import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/** When an object was put: the answer to a PUT tells no time of the object, but the store's own clock, to the second. */
record ObjectTimes(Clock clock) {
    Instant of(SdkHttpResponse response) {
        return response.firstMatchingHeader("Date").flatMap(ObjectTimes::parsed)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static Optional<Instant> parsed(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
