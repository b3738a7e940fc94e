package dev.stagedoor.signing.gcs;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectRequest;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.primitive.BasicDateTime;
import dev.stagedoor.signing.primitive.Hash;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.Expire;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.Terms;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Presigns requests on one bucket of Google Cloud Storage with {@code GOOG4-RSA-SHA256}, path style. The format is that of "V4 signing
 * process with your own program" and "Canonical requests" (Google Cloud Storage documentation). Method, path, the whole query,
 * {@code host}, the content type and the headers that bound an upload are signed; the payload is not ({@code UNSIGNED-PAYLOAD}).
 *
 * <p>Sizes are bound by {@code x-goog-content-length-range}, and {@code x-goog-if-generation-match: 0} lets no object be replaced ("HTTP
 * headers and query string parameters for XML API", ibid.).
 */
public final class GcsSigner implements ObjectSigner {
    /** The scheme's own limit ({@code X-Goog-Expires}). */
    public static final Duration MAX_EXPIRE = Duration.ofDays(7);

    private static final Set<TermName> BINDS = Set.copyOf(
            EnumSet.of(TermName.CONTENT_TYPE, TermName.MAX_SIZE, TermName.CONTENT_LENGTH, TermName.OVERWRITE));

    /** An exact length is set after a largest one, and replaces it. */
    private static final String SIZE_RANGE = "x-goog-content-length-range";
    private static final String ALGORITHM = "GOOG4-RSA-SHA256";
    private static final String SCOPE_END = "/auto/storage/goog4_request";

    private final String clientEmail;
    private final PrivateKey key;
    private final BucketAddress address;

    /**
     * @param endpoint {@code https://storage.googleapis.com}, or another that speaks the XML API
     * @throws IllegalArgumentException when the endpoint is not {@code http(s)://host[:port][/path]}, the bucket's or the account's name is
     *     empty, or the key is not an RSA key in PKCS#8 and PEM
     */
    public GcsSigner(GcsCredential credential, URI endpoint, String bucket) {
        if (credential.clientEmail().isEmpty()) {
            throw new IllegalArgumentException("a service account's client_email is not empty");
        }
        this.clientEmail = credential.clientEmail();
        this.key = RsaKeys.parse(credential.privateKey());
        this.address = BucketAddress.pathStyle(endpoint, bucket);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also when the expiry is longer than {@link #MAX_EXPIRE}
     */
    @Override
    public PresignedRequest presign(HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now) {
        return presign(new ObjectRequest(method, key, expire, contentType, now), Map.of());
    }

    @Override
    public Set<TermName> binds() {
        return BINDS;
    }

    @Override
    public PresignedRequest presignUpload(String key, Duration expire, Terms terms, Instant now) {
        var headers = new LinkedHashMap<String, String>();
        for (Term term : terms) {
            switch (term) {
                case ContentType _ -> {} // part of every upload
                case ContentLength(long bytes) -> headers.put(SIZE_RANGE, bytes + "," + bytes);
                case MaxSize(long bytes) -> headers.put(SIZE_RANGE, "0," + bytes);
                case NoOverwrite() -> headers.put("x-goog-if-generation-match", "0");
                case Expire _, Sha256 _, OneTime _, FromAddresses _ ->
                    throw new IllegalArgumentException("this store's signatures cannot hold an upload to " + term.name());
            }
        }
        requireNoMore(terms);
        return presign(new ObjectRequest(HttpMethod.PUT, key, expire, terms.contentType(), now), headers);
    }

    private static void requireNoMore(Terms terms) {
        long length = terms.find(ContentLength.class).map(ContentLength::bytes).orElse(0L);
        if (length > terms.find(MaxSize.class).map(MaxSize::bytes).orElse(Long.MAX_VALUE)) {
            throw new IllegalArgumentException("the length of an upload, " + length + ", is more than the largest allowed");
        }
    }

    /** @param bounds headers to sign besides those of every request */
    private PresignedRequest presign(ObjectRequest request, Map<String, String> bounds) {
        request.requireExpireAtMost(MAX_EXPIRE);
        String path = address.path() + PercentEncoding.encodePath(request.key());
        TreeMap<String, String> signed = signedHeaders(request, bounds);
        String query = query(request, signed);
        String signature = sign(stringToSign(request, path, query, signed));
        String url = address.origin() + path + "?" + query + "&X-Goog-Signature=" + signature;
        return new PresignedRequest(request.method(), url, headersToSend(request, bounds), request.expiresAt());
    }

    private String query(ObjectRequest request, TreeMap<String, String> signed) {
        String credential = clientEmail + "/" + BasicDateTime.date(request.now()) + SCOPE_END;
        return "X-Goog-Algorithm=" + ALGORITHM
                + "&X-Goog-Credential=" + PercentEncoding.encode(credential)
                + "&X-Goog-Date=" + BasicDateTime.dateTime(request.now())
                + "&X-Goog-Expires=" + request.expire().toSeconds()
                + "&X-Goog-SignedHeaders=" + PercentEncoding.encode(signedNames(signed));
    }

    /** What the RSA key signs: "String to sign" (ibid.). */
    static String stringToSign(ObjectRequest request, String path, String query, TreeMap<String, String> signed) {
        String headers = signed.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        String canonicalRequest =
                String.join("\n", request.method().name(), path, query, headers, signedNames(signed), "UNSIGNED-PAYLOAD");
        return String.join(
                "\n",
                ALGORITHM,
                BasicDateTime.dateTime(request.now()),
                BasicDateTime.date(request.now()) + SCOPE_END,
                Hash.SHA_256.hexOf(canonicalRequest));
    }

    /** Sorted by name; runs of spaces in a value are one space ("Canonical requests", section "Canonical headers", ibid.). */
    TreeMap<String, String> signedHeaders(ObjectRequest request, Map<String, String> bounds) {
        var headers = new TreeMap<>(bounds);
        headers.put("host", address.host());
        request.contentType().ifPresent(type -> headers.put("content-type", type.replaceAll(" {2,}", " ")));
        return headers;
    }

    private static String signedNames(TreeMap<String, String> signed) {
        return String.join(";", signed.keySet());
    }

    private Map<String, String> headersToSend(ObjectRequest request, Map<String, String> bounds) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("host", address.host());
        request.contentType().ifPresent(type -> headers.put("content-type", type));
        headers.putAll(bounds);
        return headers;
    }

    /** RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2), which gives one signature for one text. */
    private String sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of the service account '" + clientEmail + "' cannot sign", e);
        }
    }

    /** Names the account and the bucket's address, never the key. */
    @Override
    public String toString() {
        return "GcsSigner[" + clientEmail + ", " + address.origin() + address.path() + "]";
    }
}
