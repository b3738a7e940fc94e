package dev.stagedoor.server.door;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One page of a listing that is asked for (Amazon S3 API reference, ListObjects and ListObjectsV2).
 *
 * @param delimiter what ends the part of a key that is shown for all keys which begin alike; empty for none
 * @param start where the page begins, as the version of the operation has it
 * @param maxKeys 0 to {@link #MAX_KEYS}
 * @param encoded whether keys go out percent-encoded ({@code encoding-type=url})
 */
record ListRequest(String prefix, String delimiter, Start start, int maxKeys, boolean encoded) {
    /** The most keys of one page; S3 gives no more either, whatever is asked for. */
    static final int MAX_KEYS = 1_000;

    private static final int MAX_NUMBER_CHARS = 9;
    private static final Set<String> FIRST = Set.of("prefix", "delimiter", "marker", "max-keys", "encoding-type");
    private static final Set<String> SECOND =
            Set.of("prefix", "delimiter", "start-after", "continuation-token", "max-keys", "encoding-type", "fetch-owner");

    /** Where a page begins. */
    sealed interface Start {
        /** What the page before ended with, or another text; everything on the page sorts after it. */
        String after();

        /** Of ListObjects. */
        record Marker(String after) implements Start {}

        /**
         * Of ListObjectsV2.
         *
         * @param continuationToken the end of the page before in Base64url; it grants nothing that {@code start-after} does not
         */
        record Second(Optional<String> startAfter, Optional<String> continuationToken) implements Start {
            @Override
            public String after() {
                return continuationToken.map(ListRequest::decode).or(() -> startAfter).orElse("");
            }
        }
    }

    /**
     * ListObjects.
     *
     * @param query decoded
     * @throws S3Error for what is not supported or makes no sense
     */
    static ListRequest first(Map<String, String> query) {
        requireKnown(query, FIRST);
        return of(query, new Start.Marker(query.getOrDefault("marker", "")));
    }

    /** ListObjectsV2, as {@link #first}. */
    static ListRequest second(Map<String, String> query) {
        requireKnown(query, SECOND);
        if (query.getOrDefault("fetch-owner", "false").equals("true")) {
            throw S3Error.notImplemented("Objects have no owner: leave fetch-owner out.");
        }
        return of(query,
                new Start.Second(Optional.ofNullable(query.get("start-after")), Optional.ofNullable(query.get("continuation-token"))));
    }

    private static void requireKnown(Map<String, String> query, Set<String> known) {
        query.keySet().stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw S3Error.unknownParameter(name);
        });
    }

    private static ListRequest of(Map<String, String> query, Start start) {
        String encoding = query.getOrDefault("encoding-type", "");
        if (!encoding.isEmpty() && !encoding.equals("url")) {
            throw invalid("Invalid Encoding Method specified in Request");
        }
        return new ListRequest(
                query.getOrDefault("prefix", ""),
                query.getOrDefault("delimiter", ""),
                start,
                maxKeys(query.getOrDefault("max-keys", "")),
                !encoding.isEmpty());
    }

    private static int maxKeys(String text) {
        if (text.isEmpty()) {
            return MAX_KEYS;
        }
        if (text.length() > MAX_NUMBER_CHARS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid("max-keys must be a number of at most " + MAX_NUMBER_CHARS + " digits");
        }
        return Math.min(Integer.parseInt(text), MAX_KEYS);
    }

    Xml answer(DoorBucket bucket) {
        return new ListAnswer(this, bucket.name()).write(ListPage.of(bucket.store(), this));
    }

    /** All of a key up to the first delimiter behind the prefix, which stands for every key that begins so; empty when there is none. */
    Optional<String> commonPrefix(String key) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return Optional.empty();
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
    }

    /** The continuation token of a page that ends so. */
    static String token(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("The continuation token provided is incorrect");
        }
    }

    private static S3Error invalid(String message) {
        return new S3Error(400, "InvalidArgument", message);
    }
}
