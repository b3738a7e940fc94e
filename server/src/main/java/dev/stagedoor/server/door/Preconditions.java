package dev.stagedoor.server.door;

import dev.stagedoor.storage.ObjectSummary;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Conditional GET and HEAD (RFC 9110, section 13), evaluated in the order of section 13.2.2. */
final class Preconditions {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[^\"]*\"|[^\\s,\"]+)");

    enum Outcome {
        PASSED,
        NOT_MODIFIED,
        FAILED
    }

    private Preconditions() {}

    static Outcome evaluate(HttpFields headers, ObjectSummary object) {
        Instant modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
        if (headers.contains(HttpHeader.IF_MATCH)) {
            if (!matches(headers.getValuesList(HttpHeader.IF_MATCH), object)) {
                return Outcome.FAILED;
            }
        } else if (date(headers, HttpHeader.IF_UNMODIFIED_SINCE).filter(modified::isAfter).isPresent()) {
            return Outcome.FAILED;
        }
        if (headers.contains(HttpHeader.IF_NONE_MATCH)) {
            return matches(headers.getValuesList(HttpHeader.IF_NONE_MATCH), object) ? Outcome.NOT_MODIFIED : Outcome.PASSED;
        }
        boolean unchanged = date(headers, HttpHeader.IF_MODIFIED_SINCE).filter(since -> !modified.isAfter(since)).isPresent();
        return unchanged ? Outcome.NOT_MODIFIED : Outcome.PASSED;
    }

    /** Whether {@code If-Range}, if there is one, still names this object, so that a part of it may be sent. */
    static boolean allowRange(HttpFields headers, ObjectSummary object) {
        String ifRange = headers.get(HttpHeader.IF_RANGE);
        if (ifRange == null) {
            return true;
        }
        if (ifRange.startsWith("\"")) {
            return object.etag().filter(ifRange::equals).isPresent();
        }
        return date(ifRange).filter(object.lastModified().truncatedTo(ChronoUnit.SECONDS)::equals).isPresent();
    }

    /** Weak comparison, as all but {@code If-Match} have it; our tags are never weak. Tags without their quotes are understood too. */
    private static boolean matches(List<String> values, ObjectSummary object) {
        String etag = object.etag().orElse("");
        return values.stream()
                .flatMap(value -> TAG.matcher(value).results())
                .map(tag -> tag.group(1))
                .anyMatch(tag -> tag.equals("*") || !etag.isEmpty() && (tag.equals(etag) || ("\"" + tag + "\"").equals(etag)));
    }

    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    private static Optional<Instant> date(HttpFields headers, HttpHeader header) {
        return Optional.ofNullable(headers.get(header)).flatMap(Preconditions::date);
    }

    /** A date that cannot be read is no condition. */
    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
