package dev.stagedoor.storage.http;

import dev.stagedoor.storage.ContentHeader;
import dev.stagedoor.storage.ObjectAttributes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteResponse;

/** An answer whose body is still to be read; its connection goes back when it is closed. */
final class WebAnswer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebAnswer.class);

    /** RFC 9110, section 14.4, of a single range of known length. */
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private final HttpExecuteResponse response;

    WebAnswer(HttpExecuteResponse response) {
        this.response = response;
    }

    int status() {
        return response.httpResponse().statusCode();
    }

    Optional<String> header(String name) {
        return response.httpResponse().firstMatchingHeader(name);
    }

    OptionalLong contentLength() {
        return header("Content-Length")
                .filter(text -> LENGTH.matcher(text).matches())
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    /** Which bytes of how many a 206 holds. */
    record ContentRange(long first, long last, long size) {}

    Optional<ContentRange> contentRange() {
        Matcher matcher = CONTENT_RANGE.matcher(header("Content-Range").orElse(""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var range = new ContentRange(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
        return range.first() <= range.last() && range.last() < range.size() ? Optional.of(range) : Optional.empty();
    }

    /** When it cannot be read or is absent, 1970. */
    Instant lastModified() {
        try {
            return header("Last-Modified")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
                    .orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** The headers that say how to take the file. A web server has no user metadata. */
    ObjectAttributes attributes() {
        Map<ContentHeader, String> headers = new EnumMap<>(ContentHeader.class);
        for (ContentHeader header : ContentHeader.values()) {
            header(header.headerName()).filter(value -> !value.isEmpty()).ifPresent(value -> headers.put(header, value));
        }
        return new ObjectAttributes(headers, Map.of());
    }

    InputStream body() {
        return response.responseBody().map(InputStream.class::cast).orElse(InputStream.nullInputStream());
    }

    /** Ends the connection when there is more to read, instead of reading it. */
    @Override
    public void close() {
        response.responseBody().ifPresent(AbortableInputStream::abort);
        try {
            body().close();
        } catch (IOException e) {
            LOG.debug("closing an answer failed: {}", e.getClass().getSimpleName());
        }
    }
}
