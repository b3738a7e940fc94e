package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.primitive.AsciiBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a presigned request is bound to besides method, host and path.
 *
 * @param expires whole seconds, 1 to 604,800 (seven days: Signature V4's own limit)
 * @param headers signed beside {@code host}: the client must send each with exactly this value. Names are kept in lower case, values are
 *     printable ASCII. {@code x-amz-content-sha256} is the SHA-256 of the body, which is then signed too, as in the Authorization header
 *     ("Transferring Payload in a Single Chunk", Amazon S3 API reference)
 * @param query signed query parameters of the operation, not encoded ({@code partNumber}, {@code response-content-type})
 */
public record S3V4Terms(Duration expires, Map<String, String> headers, Map<String, String> query) {
    /** Only an expiry. */
    public static S3V4Terms expiring(Duration expires) {
        return new S3V4Terms(expires, Map.of(), Map.of());
    }

    /** @throws IllegalArgumentException when a bound is exceeded, or a header or parameter is illegal or belongs to the signature */
    public S3V4Terms {
        if (expires.compareTo(S3V4.MIN_EXPIRES) < 0 || expires.compareTo(S3V4.MAX_EXPIRES) > 0 || expires.getNano() != 0) {
            throw new IllegalArgumentException("a presigned request is valid for 1 to " + S3V4.MAX_EXPIRES.toSeconds() + " whole seconds");
        }
        headers = headers.isEmpty() ? Map.of() : checkedHeaders(headers);
        query = query.isEmpty() ? Map.of() : checkedQuery(query);
    }

    /** The same terms with one more signed header. */
    public S3V4Terms withHeader(String name, String value) {
        return new S3V4Terms(expires, plus(headers, name.toLowerCase(Locale.ROOT), value), query);
    }

    /** The same terms with one more signed query parameter. */
    public S3V4Terms withQuery(String name, String value) {
        return new S3V4Terms(expires, headers, plus(query, name, value));
    }

    private static Map<String, String> plus(Map<String, String> map, String name, String value) {
        var copy = new LinkedHashMap<>(map);
        copy.put(name, value);
        return copy;
    }

    private static Map<String, String> checkedHeaders(Map<String, String> headers) {
        var checked = new LinkedHashMap<String, String>();
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!S3V4.isLowerCaseFieldName(lower) || lower.equals("host")) {
                throw new IllegalArgumentException("header '" + name + "' cannot be signed beside host");
            }
            if (!CanonicalHeaders.append(lower, value, new AsciiBuffer(lower.length() + value.length() + 2))) {
                throw new IllegalArgumentException("the value of header '" + name + "' is not printable ASCII");
            }
            if (lower.equals(S3V4.CONTENT_SHA256_HEADER) && !S3V4.isPayloadDigest(value)) {
                throw new IllegalArgumentException("the value of header '" + name + "' is not a SHA-256 in lower-case hexadecimal digits");
            }
            if (checked.put(lower, value) != null) {
                throw new IllegalArgumentException("header '" + name + "' is given twice");
            }
        });
        return Collections.unmodifiableMap(checked);
    }

    private static Map<String, String> checkedQuery(Map<String, String> query) {
        query.forEach((name, value) -> {
            if (name.isEmpty() || S3V4.isAuthentication(name) || S3V4.SIGNATURE_V2.contains(name)) {
                throw new IllegalArgumentException("query parameter '" + name + "' belongs to the signature");
            }
            if (S3V4.hasControl(name) || S3V4.hasControl(value)) {
                throw new IllegalArgumentException("query parameter '" + name + "' holds a control character");
            }
        });
        return Map.copyOf(query);
    }
}
