package dev.stagedoor.signing;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that whoever holds it may make until it expires. The URL is a bearer token: {@link #toString} leaves its query out.
 *
 * @param url absolute, percent-encoded, with the signature
 * @param headers every header the client must send, in the order to show them ({@code host} first); names in lower case
 * @param expiresAt the first instant at which the store refuses it
 */
public record PresignedRequest(HttpMethod method, String url, Map<String, String> headers, Instant expiresAt) {
    public PresignedRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    @Override
    public String toString() {
        int query = url.indexOf('?');
        return method + " " + (query < 0 ? url : url.substring(0, query)) + " until " + expiresAt;
    }
}
