package dev.stagedoor.signing.cos;

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
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Presigns requests on one bucket of Tencent Cloud COS, virtual-host style. The format is that of "Request Signature", section "Signature
 * steps" (Tencent Cloud COS API reference). Method, key, time, {@code host} and the content type are signed.
 *
 * <p>What the scheme cannot say: that the request has no other parameters and headers than those signed. The store checks what {@code
 * q-header-list} and {@code q-url-param-list} name and lets the rest pass; so the holder may add a sub-resource, such as {@code acl}, or a
 * header, such as {@code x-cos-copy-source}, which makes a PUT copy another object, as far as the access key's own policy allows it. Give a
 * stage an access key whose policy names nothing but reading and writing the stage's objects.
 *
 * <p>An upload is bound to its content type and nothing else: the store's {@code x-cos-forbid-overwrite} is without effect in a bucket with
 * versions ("PUT Object", ibid.), so that a URL with it would pretend.
 */
public final class CosSigner implements ObjectSigner {
    private static final String ALGORITHM = "sha1";

    private final AccessKey accessKey;
    private final BucketAddress address;
    private final Hmac secret;

    /**
     * @param endpoint of the region, without the bucket: {@code https://cos.ap-guangzhou.myqcloud.com}
     * @param bucket with the account's number: {@code name-1250000000}
     * @throws IllegalArgumentException when the endpoint is not {@code http(s)://host[:port][/path]} or the bucket's name cannot stand in a
     *     host name
     */
    public CosSigner(AccessKey accessKey, URI endpoint, String bucket) {
        this.accessKey = accessKey;
        this.address = BucketAddress.virtualHosted(endpoint, bucket);
        this.secret = new Hmac(Hash.SHA_1, accessKey.secret().reveal().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public PresignedRequest presign(HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now) {
        var request = new ObjectRequest(method, key, expire, contentType, now);
        String time = request.now().getEpochSecond() + ";" + request.expiresAt().getEpochSecond();
        String url = address.origin() + address.path() + PercentEncoding.encodePath(key)
                + "?q-sign-algorithm=" + ALGORITHM
                + "&q-ak=" + PercentEncoding.encode(accessKey.id())
                + "&q-sign-time=" + PercentEncoding.encode(time)
                + "&q-key-time=" + PercentEncoding.encode(time)
                + "&q-header-list=" + PercentEncoding.encode(request.contentType().isPresent() ? "content-type;host" : "host")
                + "&q-url-param-list="
                + "&q-signature=" + signature(secret, time, httpString(request))
                + accessKey.token().map(Secret::reveal).map(token -> "&x-cos-security-token=" + PercentEncoding.encode(token)).orElse("");
        return new PresignedRequest(method, url, headers(request), request.expiresAt());
    }

    /**
     * "Generate HttpString" (ibid.). The key is signed as it is, not encoded. A line feed in it cannot pass for the end of its line, as no
     * other line can hold one.
     */
    private String httpString(ObjectRequest request) {
        String headers = request.contentType().map(type -> "content-type=" + PercentEncoding.encode(type) + "&").orElse("")
                + "host=" + PercentEncoding.encode(address.host());
        return String.join("\n", request.method().name().toLowerCase(Locale.ROOT), decodedPath(request), "", headers, "");
    }

    /** "Generate SignKey", "Generate StringToSign" and "Generate Signature" (ibid.). The key of a time is the digits of its HMAC. */
    static String signature(Hmac secret, String keyTime, String httpString) {
        var signKey = new Hmac(Hash.SHA_1, secret.hexOf(keyTime).getBytes(StandardCharsets.US_ASCII));
        return signKey.hexOf(String.join("\n", ALGORITHM, keyTime, Hash.SHA_1.hexOf(httpString), ""));
    }

    private String decodedPath(ObjectRequest request) {
        String path = address.path();
        return PercentEncoding.decode(path, 0, path.length()).orElse(path) + request.key();
    }

    private Map<String, String> headers(ObjectRequest request) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("host", address.host());
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
        return "CosSigner[" + accessKey.id() + ", " + address.origin() + "]";
    }
}
