package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.Hash;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.PresignedQuery.CredentialScope;
import dev.stagedoor.signing.s3v4.PresignedQuery.Parsed;
import dev.stagedoor.signing.s3v4.Verdict.Altered;
import dev.stagedoor.signing.s3v4.Verdict.Expired;
import dev.stagedoor.signing.s3v4.Verdict.Forged;
import dev.stagedoor.signing.s3v4.Verdict.Granted;
import dev.stagedoor.signing.s3v4.Verdict.MalformedPath;
import dev.stagedoor.signing.s3v4.Verdict.NotYetValid;
import dev.stagedoor.signing.s3v4.Verdict.Refused;
import dev.stagedoor.signing.s3v4.Verdict.UnknownKey;
import dev.stagedoor.signing.s3v4.Verdict.UnknownMethod;
import dev.stagedoor.signing.s3v4.Verdict.WrongScope;
import dev.stagedoor.signing.s3v4.Verdict.WrongToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Verifies presigned S3 requests (Signature Version 4 in the query). A pure function of the request and the time; the only state is the
 * derived keys of the last days. Answers every input with a {@link Verdict} and throws on none. Safe for any number of threads.
 *
 * <p>Everything in the request line and every signed header is covered: method, host, path, the whole query. Equivalent percent-encodings
 * of one path verify alike; nothing else is forgiven.
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

    /** One for each access key and day; expired requests never get here, so nine days a key are the most. */
    private static final int MAX_CACHED_KEYS = 512;

    private final String region;
    private final Function<String, Optional<S3Credential>> credentials;
    private final ConcurrentHashMap<KeyId, SigningKey> keys = new ConcurrentHashMap<>();

    private record KeyId(String accessKeyId, long epochDay) {}

    /** @param credentials finds a credential by its access key id; must be safe for many threads, and must not throw */
    public S3V4Verifier(String region, Function<String, Optional<S3Credential>> credentials) {
        this.region = region;
        this.credentials = credentials;
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
        Optional<HttpMethod> method = method(request.method());
        if (method.isEmpty()) {
            return new UnknownMethod();
        }
        Optional<String> path = path(request.rawPath());
        if (path.isEmpty()) {
            return new MalformedPath("the path is not percent-encoded UTF-8 of at most " + MAX_PATH_CHARS + " characters");
        }
        return switch (PresignedQueryParser.parse(request.rawQuery())) {
            case Parsed.Invalid(Refused refusal) -> refusal;
            case Parsed.Valid(PresignedQuery query) -> verify(method.get(), path.get(), query, request.headers(), now);
        };
    }

    private Verdict verify(
            HttpMethod method, String path, PresignedQuery query, Function<String, List<String>> headers, Instant now) {
        Optional<Refused> untimely = scope(query).or(() -> time(query, now));
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
        var canonical = new AsciiBuffer(1024).append(method.name()).append('\n');
        PercentEncoding.encodePath(path, canonical);
        canonical.append('\n').append(query.canonical()).append('\n');
        Optional<Refused> altered = appendHeaders(query.signedHeaders(), headers, canonical);
        if (altered.isPresent()) {
            return altered.get();
        }
        return compare(method, path, query, signingKey(credential.get(), query), canonical);
    }

    private static Verdict compare(HttpMethod method, String path, PresignedQuery query, SigningKey key, AsciiBuffer canonical) {
        MessageDigest digest = Hash.SHA_256.begin();
        canonical.digest(digest, 0, canonical.length());
        byte[] canonicalDigest = digest.digest();
        byte[] expected = new AsciiBuffer(64)
                .appendHex(key.sign(query.dateTime().getBytes(StandardCharsets.US_ASCII), canonicalDigest))
                .toByteArray();
        if (!MessageDigest.isEqual(expected, query.signature().getBytes(StandardCharsets.UTF_8))) {
            return new Forged(canonical.toString(), key.stringToSign(query.dateTime(), canonicalDigest));
        }
        return new Granted(new Grant(
                method, path, query.signedHeaders(), query.others(), query.credential().accessKeyId(), query.expiresAt()));
    }

    private static Optional<HttpMethod> method(String name) {
        return switch (name) {
            case "GET" -> Optional.of(HttpMethod.GET);
            case "HEAD" -> Optional.of(HttpMethod.HEAD);
            case "PUT" -> Optional.of(HttpMethod.PUT);
            case "DELETE" -> Optional.of(HttpMethod.DELETE);
            case "POST" -> Optional.of(HttpMethod.POST);
            default -> Optional.empty();
        };
    }

    private static Optional<String> path(String raw) {
        if (raw.length() > MAX_PATH_CHARS || !raw.startsWith("/")) {
            return Optional.empty();
        }
        return PercentEncoding.decode(raw, 0, raw.length());
    }

    private Optional<Refused> scope(PresignedQuery query) {
        CredentialScope scope = query.credential();
        if (!query.dateTime().startsWith(scope.date()) || scope.date().length() != 8) {
            return Optional.of(new WrongScope("its date is not that of X-Amz-Date"));
        }
        if (!scope.region().equals(region)) {
            return Optional.of(new WrongScope("its region is not '" + region + "'"));
        }
        if (!scope.service().equals(S3V4.SERVICE) || !scope.terminator().equals(S3V4.TERMINATOR)) {
            return Optional.of(new WrongScope("it does not end in s3/aws4_request"));
        }
        return Optional.empty();
    }

    private static Optional<Refused> time(PresignedQuery query, Instant now) {
        if (!now.isBefore(query.expiresAt())) {
            return Optional.of(new Expired(query.expiresAt()));
        }
        Duration skew = Duration.between(now, query.signedAt());
        return skew.compareTo(MAX_CLOCK_SKEW) > 0 ? Optional.of(new NotYetValid(query.signedAt(), skew)) : Optional.empty();
    }

    private static boolean sameToken(Optional<String> ours, Optional<String> theirs) {
        return MessageDigest.isEqual(
                ours.orElse("").getBytes(StandardCharsets.UTF_8), theirs.orElse("").getBytes(StandardCharsets.UTF_8));
    }

    /** Appends the rest of the canonical request, or says which header cannot be the one that was signed. */
    private static Optional<Refused> appendHeaders(
            List<String> names, Function<String, List<String>> headers, AsciiBuffer canonical) {
        for (String name : names) {
            List<String> values = headers.apply(name);
            if (values.isEmpty()) {
                return Optional.of(new Altered("the signed header '" + name + "' is missing"));
            }
            if (values.size() > 1) {
                return Optional.of(new Altered("the signed header '" + name + "' is there more than once"));
            }
            String value = values.getFirst();
            if (value.length() > MAX_HEADER_VALUE_CHARS || !CanonicalHeaders.append(name, value, canonical)) {
                return Optional.of(new Altered("the signed header '" + name + "' is too long or not printable ASCII"));
            }
        }
        canonical.append('\n');
        for (int i = 0; i < names.size(); i++) {
            (i == 0 ? canonical : canonical.append(';')).append(names.get(i));
        }
        canonical.append('\n').append(S3V4.UNSIGNED_PAYLOAD);
        return Optional.empty();
    }

    private SigningKey signingKey(S3Credential credential, PresignedQuery query) {
        long epochDay = Math.floorDiv(query.signedAt().getEpochSecond(), (long) S3V4.SECONDS_PER_DAY);
        var id = new KeyId(credential.accessKeyId(), epochDay);
        SigningKey cached = keys.get(id);
        if (cached != null && cached.isFrom(credential.secretAccessKey())) {
            return cached;
        }
        SigningKey derived = SigningKey.derive(credential, region, epochDay);
        if (keys.size() >= MAX_CACHED_KEYS) {
            keys.clear();
        }
        keys.put(id, derived);
        return derived;
    }
}
