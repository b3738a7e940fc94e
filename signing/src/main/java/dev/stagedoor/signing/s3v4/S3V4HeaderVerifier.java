package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.HeaderVerdict.Payload;
import dev.stagedoor.signing.s3v4.Verdict.MalformedAuthorization;
import dev.stagedoor.signing.s3v4.Verdict.MalformedPayloadDigest;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import dev.stagedoor.signing.s3v4.Verdict.Skewed;
import dev.stagedoor.signing.s3v4.Verdict.StreamingPayload;
import dev.stagedoor.signing.s3v4.Verdict.UnknownKey;
import dev.stagedoor.signing.s3v4.Verdict.UnsignedHeader;
import dev.stagedoor.signing.s3v4.Verdict.WrongToken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Verifies S3 requests signed in their header (Signature Version 4; "Authenticating Requests: Using the Authorization Header", Amazon S3
 * API reference). A pure function of the request and the time; the only state is the derived keys of the last days. Answers every input
 * with a {@link HeaderVerdict} and throws on none. Safe for any number of threads.
 *
 * <p>Covered are the method, the host, the path, the whole query, every signed header, and every {@code x-amz-} header there is: one that
 * is not signed is refused. The body is covered by a digest, which is handed to the caller, or declared unsigned.
 */
public final class S3V4HeaderVerifier {
    /** The longest Authorization header: many times that of a request of any SDK. */
    public static final int MAX_AUTHORIZATION_CHARS = 4_096;

    /** How far the signer's clock may be from ours in either direction, and so how long a request may be sent again. */
    public static final Duration MAX_CLOCK_SKEW = S3V4Verifier.MAX_CLOCK_SKEW;

    private final String region;
    private final Function<String, Optional<S3Credential>> credentials;
    private final SigningKeys keys;

    /** @param credentials finds a credential by its access key id; must be safe for many threads, and must not throw */
    public S3V4HeaderVerifier(String region, Function<String, Optional<S3Credential>> credentials) {
        this.region = region;
        this.credentials = credentials;
        this.keys = new SigningKeys(region);
    }

    /**
     * Whether a request with this Authorization header is one for here, or is to be looked at in another way. Signatures of any version of
     * AWS are.
     */
    public static boolean isSigned(String authorization) {
        return authorization.startsWith("AWS");
    }

    /**
     * Whether this request may pass now. Cheap refusals come first; the signature, compared in constant time, comes last.
     *
     * @param now at most {@link #MAX_CLOCK_SKEW} from the request's date
     */
    public HeaderVerdict verify(ReceivedRequest request, Instant now) {
        RequestLine line;
        switch (RequestLine.parse(request)) {
            case RequestLine.Parsed.Invalid(Refused refusal) -> {
                return new HeaderVerdict.Refused(refusal);
            }
            case RequestLine.Parsed.Valid(RequestLine valid) -> line = valid;
        }
        AuthorizationHeader authorization;
        switch (AuthorizationHeader.parse(request.headers().apply(S3V4.AUTHORIZATION))) {
            case AuthorizationHeader.Parsed.Invalid(Refused refusal) -> {
                return new HeaderVerdict.Refused(refusal);
            }
            case AuthorizationHeader.Parsed.Valid(AuthorizationHeader valid) -> authorization = valid;
        }
        return switch (OperationQuery.parse(request.rawQuery())) {
            case OperationQuery.Parsed.Invalid(Refused refusal) -> new HeaderVerdict.Refused(refusal);
            case OperationQuery.Parsed.Valid(OperationQuery query) ->
                new Check(line, authorization, query, request).verify(now);
        };
    }

    /** One request whose parts have been read. */
    private final class Check {
        private final RequestLine line;
        private final AuthorizationHeader authorization;
        private final OperationQuery query;
        private final ReceivedRequest request;
        private final Function<String, List<String>> headers;

        Check(RequestLine line, AuthorizationHeader authorization, OperationQuery query, ReceivedRequest request) {
            this.line = line;
            this.authorization = authorization;
            this.query = query;
            this.request = request;
            this.headers = request.headers();
        }

        HeaderVerdict verify(Instant now) {
            String dateTime = only(S3V4.DATE_HEADER);
            Optional<Instant> signedAt = AmzDate.parse(dateTime);
            if (signedAt.isEmpty()) {
                return refused(new MalformedAuthorization("x-amz-date is missing, doubled or not a date of the form yyyyMMdd'T'HHmmss'Z'"));
            }
            Optional<String> scope = authorization.credential().problem(dateTime, region);
            if (scope.isPresent()) {
                return refused(new MalformedAuthorization("of its credential's scope, " + scope.get()));
            }
            if (Duration.between(now, signedAt.get()).abs().compareTo(MAX_CLOCK_SKEW) > 0) {
                return refused(new Skewed(signedAt.get(), now));
            }
            Optional<String> unsigned = request.unsignedAmazonHeader(authorization.signedHeaders());
            if (unsigned.isPresent()) {
                return refused(new UnsignedHeader(unsigned.get()));
            }
            return verifySignature(dateTime, signedAt.get());
        }

        private HeaderVerdict verifySignature(String dateTime, Instant signedAt) {
            String digest = only(S3V4.CONTENT_SHA256_HEADER);
            if (!isPayload(digest)) {
                return refused(digest.startsWith(S3V4.STREAMING) ? new StreamingPayload() : new MalformedPayloadDigest());
            }
            String accessKeyId = authorization.credential().accessKeyId();
            Optional<S3Credential> credential = credentials.apply(accessKeyId);
            if (credential.isEmpty()) {
                return refused(new UnknownKey(accessKeyId));
            }
            List<String> tokens = headers.apply(S3V4.SECURITY_TOKEN_HEADER);
            if (tokens.size() > 1 || !S3V4Verifier.sameToken(credential.get().sessionToken(), tokens.stream().findFirst())) {
                return refused(new WrongToken());
            }
            var canonical = new AsciiBuffer(1024).append(line.method().name()).append('\n');
            PercentEncoding.encodePath(line.path(), canonical);
            query.append(canonical.append('\n'));
            Optional<Refused> altered = SignedHeaders.append(authorization.signedHeaders(), headers, canonical.append('\n'));
            if (altered.isPresent()) {
                return refused(altered.get());
            }
            canonical.append(digest);
            var grant = new RequestGrant(
                    line.method(),
                    line.path(),
                    authorization.signedHeaders(),
                    query.parameters(),
                    accessKeyId,
                    signedAt,
                    signedAt.plus(MAX_CLOCK_SKEW));
            SigningKey key = keys.of(credential.get(), signedAt);
            return key.mismatch(dateTime, canonical, authorization.signature())
                    .<HeaderVerdict>map(HeaderVerdict.Refused::new)
                    .orElseGet(() -> new HeaderVerdict.Granted(grant, payload(digest, key, dateTime)));
        }

        private Payload payload(String digest, SigningKey key, String dateTime) {
            return switch (digest) {
                case S3V4.UNSIGNED_PAYLOAD -> new Payload.Unsigned();
                case S3V4.UNSIGNED_CHUNKS -> new Payload.UnsignedChunks();
                case S3V4.SIGNED_CHUNKS, S3V4.SIGNED_CHUNKS_AND_TRAILER -> {
                    var signatures = new ChunkSignatures(key, dateTime, authorization.signature());
                    yield new Payload.SignedChunks(signatures, digest.equals(S3V4.SIGNED_CHUNKS_AND_TRAILER));
                }
                default -> new Payload.Sha256(digest);
            };
        }

        /** Empty when the header is missing or there more than once. */
        private String only(String name) {
            List<String> values = headers.apply(name);
            return values.size() == 1 ? values.getFirst() : "";
        }
    }

    private static boolean isPayload(String digest) {
        return switch (digest) {
            case S3V4.UNSIGNED_PAYLOAD, S3V4.UNSIGNED_CHUNKS, S3V4.SIGNED_CHUNKS, S3V4.SIGNED_CHUNKS_AND_TRAILER -> true;
            default -> S3V4.isPayloadDigest(digest);
        };
    }

    private static HeaderVerdict refused(Refused refusal) {
        return new HeaderVerdict.Refused(refusal);
    }
}
