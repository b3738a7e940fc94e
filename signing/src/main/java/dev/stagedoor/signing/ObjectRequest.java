package dev.stagedoor.signing;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What an {@link ObjectSigner} is asked to sign, checked for every scheme alike. Times are cut to whole seconds, as no scheme has finer
 * ones, and a content type is kept for {@code PUT} only.
 */
public record ObjectRequest(HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now) {
    /** Longest content type, in characters; longer than any registered one by far. */
    public static final int MAX_CONTENT_TYPE_CHARS = 255;

    /** The first instant that cannot be signed for: dates in signatures have four digits for the year. */
    private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");

    private static final Duration MIN_EXPIRE = Duration.ofSeconds(1);
    private static final Duration MAX_EXPIRE = Duration.between(Instant.EPOCH, END_OF_TIME);

    /** @throws IllegalArgumentException as {@link ObjectSigner#presign} */
    public ObjectRequest {
        requireObjectMethod(method);
        requireKey(key);
        if (expire.compareTo(MIN_EXPIRE) < 0 || expire.compareTo(MAX_EXPIRE) > 0) {
            throw new IllegalArgumentException("a presigned request expires after at least one second and before the year 10000");
        }
        contentType.ifPresent(ObjectRequest::requireContentType);
        expire = expire.truncatedTo(ChronoUnit.SECONDS);
        now = now.truncatedTo(ChronoUnit.SECONDS);
        contentType = method == HttpMethod.PUT ? contentType : Optional.empty();
        if (now.isBefore(Instant.EPOCH) || !now.plus(expire).isBefore(END_OF_TIME)) {
            throw new IllegalArgumentException("a presigned request begins after 1970 and expires before the year 10000");
        }
    }

    /** The first instant at which the request is refused. */
    public Instant expiresAt() {
        return now.plus(expire);
    }

    /** @throws IllegalArgumentException when the scheme's longest expiry is exceeded */
    public void requireExpireAtMost(Duration max) {
        if (expire.compareTo(max) > 0) {
            throw new IllegalArgumentException("this store signs for at most " + max.toSeconds() + " seconds");
        }
    }

    private static void requireObjectMethod(HttpMethod method) {
        boolean legal = switch (method) {
            case GET, HEAD, PUT -> true;
            case DELETE, POST -> false;
        };
        if (!legal) {
            throw new IllegalArgumentException("only GET, HEAD and PUT are presigned, not " + method);
        }
    }

    private static void requireKey(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("an object's key is not empty: the bucket itself is not signed for");
        }
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("an object's key is valid Unicode, and this one has an unpaired surrogate", e);
        }
    }

    private static void requireContentType(String contentType) {
        boolean printable = contentType.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        if (!printable || contentType.length() > MAX_CONTENT_TYPE_CHARS || !contentType.strip().equals(contentType)
                || contentType.isEmpty()) {
            throw new IllegalArgumentException(
                    "a content type is 1 to " + MAX_CONTENT_TYPE_CHARS + " printable ASCII characters without spaces around them");
        }
    }
}
