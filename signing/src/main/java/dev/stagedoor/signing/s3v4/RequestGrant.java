package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.HttpMethod;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a verified request may do: exactly this, until it expires.
 *
 * @param path decoded, beginning with {@code /}: {@code /bucket/key} in path style. Nothing in it was resolved or folded, so whoever makes
 *     a key of it must still refuse {@code ..} and empty segments
 * @param signedHeaders names in lower case, sorted; the values that came with the request are those of the signer. What they say of the
 *     body ({@code content-length}, {@code x-amz-checksum-*}, {@code x-amz-content-sha256}) and of the object ({@code if-none-match}) is
 *     for the caller to enforce
 * @param query the operation's parameters, decoded, without those of the signature
 * @param accessKeyId who signed
 * @param signedAt the date of the signature; may be up to 15 minutes ahead of the verifier's clock
 * @param expiresAt the first instant at which the same request is refused
 */
public record RequestGrant(
        HttpMethod method,
        String path,
        List<String> signedHeaders,
        Map<String, String> query,
        String accessKeyId,
        Instant signedAt,
        Instant expiresAt) {
    public RequestGrant {
        signedHeaders = List.copyOf(signedHeaders);
        query = query.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }
}
