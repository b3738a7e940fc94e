package dev.stagedoor.signing.s3v4;

import java.util.List;
import java.util.function.Function;

/**
 * A request as it came over the wire, before anything was decoded or normalised.
 *
 * @param method in upper case, as sent
 * @param rawPath percent-encoded, beginning with {@code /}, without the query
 * @param rawQuery percent-encoded, without the {@code ?}; empty when there is none
 * @param headers every value of a field name in lower case, in the order received; an empty list when the field is absent. For HTTP/2,
 *     {@code host} answers {@code :authority}
 */
public record ReceivedRequest(String method, String rawPath, String rawQuery, Function<String, List<String>> headers) {
    /** Leaves out the query, which holds the signature. */
    @Override
    public String toString() {
        return method + " " + rawPath;
    }
}
