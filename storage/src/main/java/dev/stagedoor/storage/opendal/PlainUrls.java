package dev.stagedoor.storage.opendal;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectRequest;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.BucketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * For buckets that are used without credentials: the objects' own URLs, which work as far as the bucket's owner made it public, and do not
 * expire.
 *
 * @param forUploads headers that the store wants with every PUT
 */
record PlainUrls(BucketAddress address, Map<String, String> forUploads) implements ObjectSigner {
    @Override
    public PresignedRequest presign(HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now) {
        var request = new ObjectRequest(method, key, expire, contentType, now);
        Map<String, String> headers = new LinkedHashMap<>();
        if (method == HttpMethod.PUT) {
            request.contentType().ifPresent(type -> headers.put("content-type", type));
            headers.putAll(forUploads);
        }
        return new PresignedRequest(method, address.origin() + address.path() + PercentEncoding.encodePath(key), headers,
                request.expiresAt());
    }
}
