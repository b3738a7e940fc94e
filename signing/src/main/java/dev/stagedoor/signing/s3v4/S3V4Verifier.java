package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.PresignedQuery.Parsed;
import dev.stagedoor.signing.s3v4.Verdict.Expired;
import dev.stagedoor.signing.s3v4.Verdict.Granted;
import dev.stagedoor.signing.s3v4.Verdict.MalformedPayloadDigest;
import dev.stagedoor.signing.s3v4.Verdict.NotYetValid;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import dev.stagedoor.signing.s3v4.Verdict.StreamingPayload;
import dev.stagedoor.signing.s3v4.Verdict.UnknownKey;
import dev.stagedoor.signing.s3v4.Verdict.UnsignedHeader;
import dev.stagedoor.signing.s3v4.Verdict.WrongScope;
import dev.stagedoor.signing.s3v4.Verdict.WrongToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Verifies presigned S3 requests (Signature Version 4 in the query). A pure function of the request and the time; the only state is the
 * derived keys of the last days. Answers every input with a {@link Verdict} and throws on none. Safe for any number of threads.
 *
 * <p>Everything in the request line and every signed header is covered: method, host, path, the whole query. Equivalent percent-encodings
 * of one path or query verify alike, and so do queries whose parameters stand in another order: Signature V4 sorts them before it signs,
 * and proxies and browsers reorder them. No parameter may stand there twice, so all readers of one URL agree on what it says.
 *
 * <p>A header that begins with {@code x-amz-} tells the store what to do. One that is not signed is refused, as at Amazon: anybody on the
 * way could have added it.
 *
 * <p>The body is covered where its digest, {@code x-amz-content-sha256}, is a signed header or stands in the query. Nothing is read of it
 * here: whoever takes the body must compare it with every digest that {@link RequestGrant#signedHeaders} and {@link RequestGrant#query}
 * name.
 */
public final class S3V4Verifier {
    /** The longest path, encoded: a bucket of 63 characters and a key of 1,024 bytes, every byte escaped, fit. */
    public static final int MAX_PATH_CHARS = 4_096;

    /** The longest query, encoded: several times that of a request with a session token. */
    public static final int MAX_QUERY_CHARS = 8_192;

    /** The most parameters in a query, those of the signature included. */
    public static final int MAX_QUERY_PARAMETERS = 64;

    /** The most signed headers. */
    public static final int MAX_SIGNED_HEADERS = 32;

    /** The longest value of a signed header. */
    public static final int MAX_HEADER_VALUE_CHARS = 8_192;

    /** The longest access key id (AWS: 16 to 128). */
    public static final int MAX_ACCESS_KEY_ID_CHARS = 128;

    /** How far ahead of ours the signer's clock may be, as S3 has it. */
    public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(15);

    private final String region;
    private final Function<String, Optional<S3Credential>> credentials;
    private final SigningKeys keys;

    /** @param credentials finds a credential by its access key id; must be safe for many threads, and must not throw */
    public S3V4Verifier(String region, Function<String, Optional<S3Credential>> credentials) {
        this.region = region;
        this.credentials = credentials;
        this.keys = new SigningKeys(region);
    }

    /** A verifier for the requests of one credential. */
    public S3V4Verifier(String region, S3Credential credential) {
        this(region, id -> id.equals(credential.accessKeyId()) ? Optional.of(credential) : Optional.empty());
    }

    /**
     * Whether this request may pass now. Cheap refusals come first; the signature, compared in constant time, comes last.
     *
     * @param now a request is granted from {@link #MAX_CLOCK_SKEW} before its date until just before date + expiry
     */
    public Verdict verify(ReceivedRequest request, Instant now) {
        return switch (RequestLine.parse(request)) {
            case RequestLine.Parsed.Invalid(Refused refusal) -> refusal;
            case RequestLine.Parsed.Valid(RequestLine line) -> verify(line, request, now);
        };
    }

    private Verdict verify(RequestLine line, ReceivedRequest request, Instant now) {
        return switch (PresignedQueryParser.parse(request.rawQuery())) {
            case Parsed.Invalid(Refused refusal) -> refusal;
            case Parsed.Valid(PresignedQuery query) -> verify(line, query, request, now);
        };
    }

    private Verdict verify(RequestLine line, PresignedQuery query, ReceivedRequest request, Instant now) {
        Optional<Refused> untimely = query.credential()
                .problem(query.dateTime(), region)
                .<Refused>map(WrongScope::new)
                .or(() -> time(query, now));
        if (untimely.isPresent()) {
            return untimely.get();
        }
        String accessKeyId = query.credential().accessKeyId();
        Optional<S3Credential> credential = credentials.apply(accessKeyId);
        if (credential.isEmpty()) {
            return new UnknownKey(accessKeyId);
        }
        if (!sameToken(credential.get().sessionToken(), query.securityToken())) {
            return new WrongToken();
        }
        Optional<String> unsigned = request.unsignedAmazonHeader(query.signedHeaders());
        if (unsigned.isPresent()) {
            return new UnsignedHeader(unsigned.get());
        }
        var canonical = new AsciiBuffer(1024).append(line.method().name()).append('\n');
        PercentEncoding.encodePath(line.path(), canonical);
        canonical.append('\n').append(query.canonical()).append('\n');
        Optional<Refused> altered = SignedHeaders.append(query.signedHeaders(), request.headers(), canonical);
        if (altered.isPresent()) {
            return altered.get();
        }
        String payload = payload(query, request.headers());
        if (payload.startsWith(S3V4.STREAMING)) {
            return new StreamingPayload();
        }
        if (!payload.equals(S3V4.UNSIGNED_PAYLOAD) && !S3V4.isPayloadDigest(payload)) {
            return new MalformedPayloadDigest();
        }
        canonical.append(payload);
        SigningKey key = keys.of(credential.get(), query.signedAt());
        return key.mismatch(query.dateTime(), canonical, query.signature())
                .<Verdict>map(forged -> forged)
                .orElseGet(() -> new Granted(new RequestGrant(
                        line.method(), line.path(), query.signedHeaders(), query.others(), accessKeyId, query.signedAt(),
                        query.expiresAt())));
    }

    /**
     * What the signature says of the body: nothing, unless its digest is a signed header, of which there is one by now, or a parameter, as
     * the AWS SDK for JavaScript has it.
     */
    private static String payload(PresignedQuery query, Function<String, List<String>> headers) {
        if (query.signedHeaders().contains(S3V4.CONTENT_SHA256_HEADER)) {
            return headers.apply(S3V4.CONTENT_SHA256_HEADER).getFirst();
        }
        for (Map.Entry<String, String> parameter : query.others().entrySet()) {
            if (parameter.getKey().equalsIgnoreCase(S3V4.CONTENT_SHA256_HEADER)) {
                return parameter.getValue();
            }
        }
        return S3V4.UNSIGNED_PAYLOAD;
    }

    private static Optional<Refused> time(PresignedQuery query, Instant now) {
        if (!now.isBefore(query.expiresAt())) {
            return Optional.of(new Expired(query.expiresAt()));
        }
        Duration skew = Duration.between(now, query.signedAt());
        return skew.compareTo(MAX_CLOCK_SKEW) > 0 ? Optional.of(new NotYetValid(query.signedAt(), skew)) : Optional.empty();
    }

    /** Compared in constant time. */
    static boolean sameToken(Optional<String> ours, Optional<String> theirs) {
        return MessageDigest.isEqual(
                ours.orElse("").getBytes(StandardCharsets.UTF_8), theirs.orElse("").getBytes(StandardCharsets.UTF_8));
    }
}
