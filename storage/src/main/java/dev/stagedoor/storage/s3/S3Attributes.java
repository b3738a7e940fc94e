package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.ContentHeader;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Attributes in requests and answers of the SDK. */
final class S3Attributes {
    /** All of them. */
    static final Set<Capability> KEPT = Set.copyOf(EnumSet.of(
            Capability.KEEPS_CONTENT_TYPE,
            Capability.KEEPS_CONTENT_ENCODING,
            Capability.KEEPS_CONTENT_DISPOSITION,
            Capability.KEEPS_CONTENT_LANGUAGE,
            Capability.KEEPS_CACHE_CONTROL,
            Capability.KEEPS_EXPIRES,
            Capability.KEEPS_USER_METADATA));

    private S3Attributes() {}

    /**
     * Besides what every store asks: the SDK signs headers in ASCII and {@code Expires} as a date.
     *
     * @throws StorageException {@code UNSUPPORTED}
     */
    static void check(ObjectAttributes attributes) {
        attributes.requireKeptBy(KEPT);
        attributes.headers().forEach((header, value) -> requireAscii(header.headerName(), value));
        attributes.user().forEach((name, value) -> requireAscii(ObjectAttributes.USER_PREFIX + name, value));
        try {
            expires(attributes);
        } catch (DateTimeParseException e) {
            throw new StorageException(Kind.UNSUPPORTED, "the header expires is no date of HTTP", e);
        }
    }

    private static void requireAscii(String name, String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7F) || !value.strip().equals(value)) {
            throw new StorageException(Kind.UNSUPPORTED, "S3 keeps headers of printable ASCII without spaces around them: " + name
                    + " is another");
        }
    }

    static PutObjectRequest.Builder set(PutObjectRequest.Builder request, ObjectAttributes attributes) {
        return request.contentType(value(attributes, ContentHeader.CONTENT_TYPE))
                .contentEncoding(value(attributes, ContentHeader.CONTENT_ENCODING))
                .contentDisposition(value(attributes, ContentHeader.CONTENT_DISPOSITION))
                .contentLanguage(value(attributes, ContentHeader.CONTENT_LANGUAGE))
                .cacheControl(value(attributes, ContentHeader.CACHE_CONTROL))
                .expires(expires(attributes))
                .metadata(attributes.user());
    }

    static CreateMultipartUploadRequest.Builder set(CreateMultipartUploadRequest.Builder request, ObjectAttributes attributes) {
        return request.contentType(value(attributes, ContentHeader.CONTENT_TYPE))
                .contentEncoding(value(attributes, ContentHeader.CONTENT_ENCODING))
                .contentDisposition(value(attributes, ContentHeader.CONTENT_DISPOSITION))
                .contentLanguage(value(attributes, ContentHeader.CONTENT_LANGUAGE))
                .cacheControl(value(attributes, ContentHeader.CACHE_CONTROL))
                .expires(expires(attributes))
                .metadata(attributes.user());
    }

    private static @Nullable String value(ObjectAttributes attributes, ContentHeader header) {
        return attributes.header(header).orElse(null);
    }

    private static @Nullable Instant expires(ObjectAttributes attributes) {
        Optional<String> date = attributes.header(ContentHeader.EXPIRES);
        return date.isEmpty() ? null : ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }

    /** What an answer to GET says. */
    static ObjectAttributes of(GetObjectResponse response) {
        Map<ContentHeader, String> headers = new EnumMap<>(ContentHeader.class);
        for (ContentHeader header : ContentHeader.values()) {
            response.sdkHttpResponse()
                    .firstMatchingHeader(header.headerName())
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> headers.put(header, value));
        }
        return new ObjectAttributes(headers, lowerCase(response.metadata()));
    }

    /** Some servers give names back in capital letters. */
    private static Map<String, String> lowerCase(Map<String, String> metadata) {
        Map<String, String> user = new TreeMap<>();
        metadata.forEach((name, value) -> user.put(name.toLowerCase(Locale.ROOT), value));
        return user;
    }
}
