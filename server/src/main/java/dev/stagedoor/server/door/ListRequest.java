package dev.stagedoor.server.door;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One page of a listing (Amazon S3 API reference, ListObjectsV2).
 *
 * @param continuationToken the last key of the page before, in Base64url; it grants nothing that {@code start-after} does not
 * @param maxKeys 0 to {@link #MAX_KEYS}
 * @param encoded whether keys go out percent-encoded ({@code encoding-type=url})
 */
record ListRequest(String prefix, Optional<String> startAfter, Optional<String> continuationToken, int maxKeys, boolean encoded) {
    /** The most keys of one page; S3 gives no more either, whatever is asked for. */
    static final int MAX_KEYS = 1_000;

    private static final int MAX_NUMBER_CHARS = 9;
    private static final Set<String> UNDERSTOOD =
            Set.of("prefix", "start-after", "continuation-token", "max-keys", "encoding-type", "delimiter", "fetch-owner");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * @param query decoded
     * @param names those of its parameters that are to be understood
     * @throws S3Error for what is not supported or makes no sense
     */
    static ListRequest parse(Map<String, String> query, Set<String> names) {
        if (!UNDERSTOOD.containsAll(names)) {
            throw S3Error.notImplemented("A query parameter of the listing is not supported.");
        }
        if (!query.getOrDefault("delimiter", "").isEmpty()) {
            throw S3Error.notImplemented("Listings with a delimiter are not supported: list the prefix and group the keys.");
        }
        if (query.getOrDefault("fetch-owner", "false").equals("true")) {
            throw S3Error.notImplemented("Objects have no owner: leave fetch-owner out.");
        }
        String encoding = query.getOrDefault("encoding-type", "");
        if (!encoding.isEmpty() && !encoding.equals("url")) {
            throw invalid("Invalid Encoding Method specified in Request");
        }
        return new ListRequest(
                query.getOrDefault("prefix", ""),
                Optional.ofNullable(query.get("start-after")),
                Optional.ofNullable(query.get("continuation-token")),
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
        List<ObjectSummary> page = page(bucket.store());
        boolean truncated = maxKeys > 0 && page.size() > maxKeys;
        List<ObjectSummary> shown = truncated ? page.subList(0, maxKeys) : page;
        var xml = new Xml("ListBucketResult")
                .element("Name", bucket.name())
                .element("Prefix", key(prefix))
                .element("KeyCount", Integer.toString(shown.size()))
                .element("MaxKeys", Integer.toString(maxKeys))
                .element("IsTruncated", Boolean.toString(truncated));
        if (encoded) {
            xml.element("EncodingType", "url");
        }
        startAfter.ifPresent(key -> xml.element("StartAfter", key(key)));
        continuationToken.ifPresent(token -> xml.element("ContinuationToken", token));
        if (truncated) {
            xml.element("NextContinuationToken", token(shown.getLast().key()));
        }
        shown.forEach(object -> write(object, xml));
        return xml.end();
    }

    /** One object more than are shown, if there is one. */
    private List<ObjectSummary> page(ObjectStore store) {
        var page = new ArrayList<ObjectSummary>();
        Optional<KeyPrefix> legal = keyPrefix();
        if (legal.isEmpty() || maxKeys == 0) {
            return page;
        }
        String after = continuationToken.map(ListRequest::lastKey).or(() -> startAfter).orElse("");
        try (ObjectListing listing = store.list(legal.get(), after)) {
            while (page.size() <= maxKeys && listing.hasNext()) {
                page.add(listing.next());
            }
        }
        return page;
    }

    /** Empty when no key of this store can begin with the prefix: then the listing is empty, and no error. */
    private Optional<KeyPrefix> keyPrefix() {
        try {
            return Optional.of(new KeyPrefix(prefix));
        } catch (StagedoorException e) {
            return Optional.empty();
        }
    }

    private void write(ObjectSummary object, Xml xml) {
        xml.begin("Contents")
                .element("Key", key(object.key()))
                .element("LastModified", TIME.format(object.lastModified()));
        object.etag().ifPresent(etag -> xml.element("ETag", etag));
        xml.element("Size", Long.toString(object.size())).element("StorageClass", "STANDARD").end();
    }

    private String key(String key) {
        if (encoded) {
            var out = new AsciiBuffer(key.length() + 16);
            PercentEncoding.encodePath(key, out);
            return out.toString();
        }
        if (!Xml.canHold(key)) {
            throw S3Error.invalidRequest("A key holds characters that XML cannot: list with encoding-type=url.");
        }
        return key;
    }

    private static String token(String lastKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastKey.getBytes(StandardCharsets.UTF_8));
    }

    private static String lastKey(String token) {
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
