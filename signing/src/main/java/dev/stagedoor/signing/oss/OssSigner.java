package dev.stagedoor.signing.oss;

import dev.stagedoor.signing.AccessKey;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectRequest;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.primitive.BasicDateTime;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Presigns requests on one bucket of Alibaba Cloud OSS with {@code OSS4-HMAC-SHA256}, virtual-host style, the only one OSS serves. The
 * format is that of "Include a V4 signature in a URL", section "Signature calculation" (Alibaba Cloud OSS developer reference). Method,
 * bucket, key, the whole query and the content type are signed. The host is not, as the bucket's name is in what is signed; the payload is
 * not.
 *
 * <p>An upload is bound to nothing else: the store's {@code x-oss-forbid-overwrite} is without effect in a bucket with versions
 * ("PutObject", ibid.), so that a URL with it would pretend.
 */
public final class OssSigner implements ObjectSigner {
    /** The scheme's own limit ({@code x-oss-expires}). */
    public static final Duration MAX_EXPIRE = Duration.ofDays(7);

    private static final String ALGORITHM = "OSS4-HMAC-SHA256";
    private static final String TERMINATOR = "aliyun_v4_request";

    /** {@code oss-<region>[-internal].aliyuncs.com} and, for IPv6, {@code <region>.oss.aliyuncs.com}. */
    private static final Pattern REGIONAL_HOST = Pattern.compile(
            "(?:oss-(?<region>[a-z]+-[a-z0-9-]+?)(?:-internal)?|(?<dual>[a-z]+-[a-z0-9-]+)\\.oss)\\.aliyuncs\\.com");

    private final AccessKey accessKey;
    private final String bucket;
    private final String region;
    private final BucketAddress address;
    private final Hmac secret;

    /**
     * @param endpoint of the region, without the bucket: {@code https://oss-cn-hangzhou.aliyuncs.com}
     * @param region such as {@code cn-hangzhou}; {@link #regionOf} finds it in most endpoints
     * @throws IllegalArgumentException when the endpoint is not {@code http(s)://host[:port][/path]}, the bucket's name cannot stand in a
     *     host name, or the region is empty or holds {@code /}
     */
    public OssSigner(AccessKey accessKey, URI endpoint, String bucket, String region) {
        if (region.isEmpty() || region.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a region of OSS must not be empty or hold '/'");
        }
        this.accessKey = accessKey;
        this.bucket = bucket;
        this.region = region;
        this.address = BucketAddress.virtualHosted(endpoint, bucket);
        this.secret = new Hmac(Hash.SHA_256, ("aliyun_v4" + accessKey.secret().reveal()).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The region in an endpoint's host name ("Regions and endpoints", ibid.); empty for a host that names none, such as an accelerated one.
     */
    public static Optional<String> regionOf(URI endpoint) {
        Matcher host = REGIONAL_HOST.matcher(String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT));
        if (!host.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(host.group("region")).or(() -> Optional.of(host.group("dual")));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also when the expiry is longer than {@link #MAX_EXPIRE}, or the key begins with {@code /} or
     *     {@code \}, as no key of OSS does ("Object naming conventions", ibid.)
     */
    @Override
    public PresignedRequest presign(HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now) {
        var request = new ObjectRequest(method, key, expire, contentType, now);
        request.requireExpireAtMost(MAX_EXPIRE);
        if (key.startsWith("/") || key.startsWith("\\")) {
            throw new IllegalArgumentException("a key of OSS does not begin with '/' or '\\'");
        }
        String path = PercentEncoding.encodePath(key);
        String date = BasicDateTime.date(request.now());
        String scope = date + "/" + region + "/oss/" + TERMINATOR;
        String canonicalRequest = canonicalRequest(request, path, scope);
        String stringToSign =
                String.join("\n", ALGORITHM, BasicDateTime.dateTime(request.now()), scope, Hash.SHA_256.hexOf(canonicalRequest));
        String signature = signingKey(date).hexOf(stringToSign);
        String url = address.origin() + address.path() + path + "?" + query(request, scope) + "&x-oss-signature=" + signature;
        return new PresignedRequest(method, url, headers(request), request.expiresAt());
    }

    /** Its parameters are sorted by name; no headers are signed besides those that always are. */
    private String canonicalRequest(ObjectRequest request, String path, String scope) {
        return String.join(
                "\n",
                request.method().name(),
                "/" + bucket + "/" + path,
                "x-oss-credential=" + credential(scope)
                        + "&x-oss-date=" + BasicDateTime.dateTime(request.now())
                        + "&x-oss-expires=" + request.expire().toSeconds()
                        + token()
                        + "&x-oss-signature-version=" + ALGORITHM,
                request.contentType().map(type -> "content-type:" + type + "\n").orElse(""),
                "", // additional headers
                "UNSIGNED-PAYLOAD");
    }

    /** In the order of the vendor's SDK. */
    private String query(ObjectRequest request, String scope) {
        return "x-oss-date=" + BasicDateTime.dateTime(request.now())
                + "&x-oss-expires=" + request.expire().toSeconds()
                + token()
                + "&x-oss-signature-version=" + ALGORITHM
                + "&x-oss-credential=" + credential(scope);
    }

    private String credential(String scope) {
        return PercentEncoding.encode(accessKey.id() + "/" + scope);
    }

    private String token() {
        return accessKey.token().map(Secret::reveal).map(token -> "&x-oss-security-token=" + PercentEncoding.encode(token)).orElse("");
    }

    private Hmac signingKey(String date) {
        var dateKey = new Hmac(Hash.SHA_256, secret.of(date));
        var regionKey = new Hmac(Hash.SHA_256, dateKey.of(region));
        var serviceKey = new Hmac(Hash.SHA_256, regionKey.of("oss"));
        return new Hmac(Hash.SHA_256, serviceKey.of(TERMINATOR));
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
        return "OssSigner[" + accessKey.id() + ", " + address.origin() + ", " + region + "]";
    }
}
