package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.Hash;
import dev.stagedoor.signing.primitive.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Presigns S3 requests with Signature Version 4 in the query ("Authenticating Requests: Using Query Parameters", Amazon S3 API reference).
 * A pure function of its arguments; the only state is the day's derived key, which another day replaces. Safe for any number of threads,
 * platform or virtual, without a lock.
 *
 * <p>The query is always in canonical order with {@code X-Amz-Signature} last, so one request has one URL.
 */
public final class S3V4Presigner {
    private static final int URL_BYTES = 640;
    private static final int HEADER_BYTES = 256;
    /** The last second of the year 9999: {@code X-Amz-Date} has four digits for the year. */
    private static final long MAX_EPOCH_SECOND = 253_402_300_799L;

    private static final byte[] GET = "GET\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD = "HEAD\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PUT = "PUT\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DELETE = "DELETE\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POST = "POST\n".getBytes(StandardCharsets.US_ASCII);

    private final S3Credential credential;
    private final String region;
    private final String encodedCredentialStart;
    private final String encodedRegion;
    private final String encodedToken;

    private volatile Day day;

    /** What stays the same from midnight to midnight (UTC). */
    private record Day(long epochDay, SigningKey key, String encodedCredential) {}

    /** @throws IllegalArgumentException when the access key id or region is empty or holds a {@code /}, which ends a part of the scope */
    public S3V4Presigner(S3Credential credential, String region) {
        requirePart(credential.accessKeyId(), "access key id");
        requirePart(region, "region");
        this.credential = credential;
        this.region = region;
        this.encodedCredentialStart = PercentEncoding.encode(credential.accessKeyId() + "/");
        this.encodedRegion = PercentEncoding.encode(region);
        this.encodedToken = credential.sessionToken().map(PercentEncoding::encode).orElse("");
        this.day = dayOf(0);
    }

    private static void requirePart(String part, String what) {
        if (part.isEmpty() || part.indexOf('/') >= 0 || S3V4.hasControl(part)) {
            throw new IllegalArgumentException("the " + what + " must not be empty or hold '/' or control characters");
        }
    }

    /**
     * Presigns one request on one key.
     *
     * @param key not encoded; goes into the path as it is, UTF-8 percent-encoded, and no segment is resolved or folded
     * @param now when the request begins to be valid; fractions of a second are dropped, as {@code X-Amz-Date} has none
     * @throws IllegalArgumentException when the key is not valid Unicode, or {@code now} is not in the years 1970 to 9999
     */
    public PresignedRequest presign(HttpMethod method, BucketAddress bucket, String key, S3V4Terms terms, Instant now) {
        long second = now.getEpochSecond();
        if (second < 0 || second > MAX_EPOCH_SECOND) {
            throw new IllegalArgumentException("cannot sign for the year of " + now);
        }
        Day today = today(Math.floorDiv(second, (long) S3V4.SECONDS_PER_DAY));
        byte[] dateTime = dateTime(today.key.date(), (int) Math.floorMod(second, (long) S3V4.SECONDS_PER_DAY));
        Map<String, String> signed = signedHeaders(bucket, terms);
        String signedNames = String.join(";", signed.keySet());

        var url = new AsciiBuffer(URL_BYTES);
        url.append(bucket.origin());
        int path = url.length();
        url.append(bucket.path());
        PercentEncoding.encodePath(key, url);
        int pathEnd = url.length();
        url.append('?');
        appendQuery(url, today, dateTime, terms, signedNames);

        MessageDigest digest = Hash.SHA_256.begin();
        digest.update(line(method));
        url.digest(digest, path, pathEnd);
        digest.update((byte) '\n');
        url.digest(digest, pathEnd + 1, url.length());
        digestHeaders(digest, signed, signedNames);
        byte[] signature = today.key.sign(dateTime, digest.digest());

        url.append("&X-Amz-Signature=").appendHex(signature);
        Instant expiresAt = Instant.ofEpochSecond(second + terms.expires().toSeconds());
        return new PresignedRequest(method, url.toString(), headersToSend(bucket, terms), expiresAt);
    }

    private Day today(long epochDay) {
        Day current = day;
        if (current.epochDay != epochDay) {
            current = dayOf(epochDay);
            day = current;
        }
        return current;
    }

    private Day dayOf(long epochDay) {
        SigningKey key = SigningKey.derive(credential, region, epochDay);
        String encodedCredential = encodedCredentialStart + key.date() + "%2F" + encodedRegion + "%2F" + S3V4.SERVICE + "%2F"
                + S3V4.TERMINATOR;
        return new Day(epochDay, key, encodedCredential);
    }

    private static byte[] dateTime(String date, int secondOfDay) {
        return new AsciiBuffer(16)
                .append(date)
                .append('T')
                .appendTwoDigits(secondOfDay / 3600)
                .appendTwoDigits(secondOfDay / 60 % 60)
                .appendTwoDigits(secondOfDay % 60)
                .append('Z')
                .toByteArray();
    }

    private void appendQuery(AsciiBuffer url, Day today, byte[] dateTime, S3V4Terms terms, String signedNames) {
        var query = new CanonicalQuery(url, terms.query());
        query.parameter(S3V4.X_AMZ_ALGORITHM).append(S3V4.ALGORITHM);
        query.parameter(S3V4.X_AMZ_CREDENTIAL).append(today.encodedCredential);
        query.parameter(S3V4.X_AMZ_DATE).append(dateTime);
        query.parameter(S3V4.X_AMZ_EXPIRES).append((int) terms.expires().toSeconds());
        if (!encodedToken.isEmpty()) {
            query.parameter(S3V4.X_AMZ_SECURITY_TOKEN).append(encodedToken);
        }
        PercentEncoding.encode(signedNames, query.parameter(S3V4.X_AMZ_SIGNED_HEADERS));
        query.end();
    }

    private static byte[] line(HttpMethod method) {
        return switch (method) {
            case GET -> GET;
            case HEAD -> HEAD;
            case PUT -> PUT;
            case DELETE -> DELETE;
            case POST -> POST;
        };
    }

    /** In canonical order. */
    private static Map<String, String> signedHeaders(BucketAddress bucket, S3V4Terms terms) {
        if (terms.headers().isEmpty()) {
            return Map.of("host", bucket.host());
        }
        var sorted = new TreeMap<>(terms.headers());
        sorted.put("host", bucket.host());
        return sorted;
    }

    private static void digestHeaders(MessageDigest digest, Map<String, String> signed, String signedNames) {
        var headers = new AsciiBuffer(HEADER_BYTES).append('\n');
        signed.forEach((name, value) -> CanonicalHeaders.append(name, value, headers));
        headers.append('\n').append(signedNames).append('\n').append(payload(signed));
        headers.digest(digest, 0, headers.length());
    }

    /** The digest of the body where it is signed: the client is to send it in a header. */
    private static String payload(Map<String, String> signed) {
        return signed.getOrDefault(S3V4.CONTENT_SHA256_HEADER, S3V4.UNSIGNED_PAYLOAD);
    }

    private static Map<String, String> headersToSend(BucketAddress bucket, S3V4Terms terms) {
        if (terms.headers().isEmpty()) {
            return Map.of("host", bucket.host());
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put("host", bucket.host());
        headers.putAll(terms.headers());
        return headers;
    }

    /** Names the key and region, never the secret. */
    @Override
    public String toString() {
        return "S3V4Presigner[" + credential + ", " + region + "]";
    }
}
