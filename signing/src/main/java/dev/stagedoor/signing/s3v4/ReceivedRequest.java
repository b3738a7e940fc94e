package dev.stagedoor.signing.s3v4;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request as it came over the wire, before anything was decoded or normalised.
 *
 * @param method in upper case, as sent
 * @param rawPath percent-encoded, beginning with {@code /}, without the query
 * @param rawQuery percent-encoded, without the {@code ?}; empty when there is none
 * @param fieldNames of every header there is, in lower case; one may come more than once
 * @param headers every value of a field name in lower case, in the order received; an empty list when the field is absent. For HTTP/2,
 *     {@code host} answers {@code :authority}
 */
public record ReceivedRequest(
        String method, String rawPath, String rawQuery, Iterable<String> fieldNames, Function<String, List<String>> headers) {
    /** The first header that tells the store what to do and is not among those; anybody could have added it. */
    Optional<String> unsignedAmazonHeader(List<String> signedHeaders) {
        for (String name : fieldNames) {
            if (name.startsWith(S3V4.HEADER_PREFIX) && !signedHeaders.contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** Leaves out the query, which holds the signature. */
    @Override
    public String toString() {
        return method + " " + rawPath;
    }
}
