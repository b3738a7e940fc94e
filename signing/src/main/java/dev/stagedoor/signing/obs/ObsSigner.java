package dev.stagedoor.signing.obs;

import dev.stagedoor.signing.AccessKey;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectRequest;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.primitive.Hash;
import dev.stagedoor.signing.primitive.Hmac;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.term.TermName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Presigns requests on one bucket of Huawei Cloud OBS, virtual-host style. The format is that of "Authentication of Signature in a URL"
 * (Huawei Cloud OBS API reference). Method, bucket, key, expiry and the content type are signed, and that no sub-resource and no
 * {@code x-obs-} header is asked for; the host is not, as the bucket's name is in what is signed.
 *
 * <p>The content type is always signed: whoever was given none must send none.
 */
public final class ObsSigner implements ObjectSigner {
    private final AccessKey accessKey;
    private final String bucket;
    private final BucketAddress address;
    private final Hmac secret;

    /**
     * @param endpoint of the region, without the bucket: {@code https://obs.cn-north-4.myhuaweicloud.com}
     * @throws IllegalArgumentException when the endpoint is not {@code http(s)://host[:port][/path]} or the bucket's name cannot stand in a
     *     host name
     */
    public ObsSigner(AccessKey accessKey, URI endpoint, String bucket) {
        this.accessKey = accessKey;
        this.bucket = bucket;
        this.address = BucketAddress.virtualHosted(endpoint, bucket);
        this.secret = new Hmac(Hash.SHA_1, accessKey.secret().reveal().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public PresignedRequest presign(HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now) {
        var request = new ObjectRequest(method, key, expire, contentType, now);
        String path = PercentEncoding.encodePath(key);
        long expires = request.expiresAt().getEpochSecond();
        Optional<String> token = accessKey.token().map(Secret::reveal);
        String stringToSign = String.join(
                "\n",
                method.name(),
                "", // Content-MD5
                request.contentType().orElse(""),
                Long.toString(expires),
                "/" + bucket + "/" + path + token.map(t -> "?x-obs-security-token=" + t).orElse(""));
        String signature = Base64.getEncoder().encodeToString(secret.of(stringToSign));
        String url = address.origin() + address.path() + path
                + "?AccessKeyId=" + PercentEncoding.encode(accessKey.id())
                + "&Expires=" + expires
                + token.map(t -> "&x-obs-security-token=" + PercentEncoding.encode(t)).orElse("")
                + "&Signature=" + PercentEncoding.encode(signature);
        return new PresignedRequest(method, url, headers(request), request.expiresAt());
    }

    private static Map<String, String> headers(ObjectRequest request) {
        var headers = new LinkedHashMap<String, String>();
        request.contentType().ifPresent(type -> headers.put("content-type", type));
        return headers;
    }

    @Override
    public Set<TermName> binds() {
        return Set.of(TermName.CONTENT_TYPE);
    }

    /** Names the key and the bucket's address, never the secret. */
    @Override
    public String toString() {
        return "ObsSigner[" + accessKey.id() + ", " + address.origin() + "]";
    }
}
