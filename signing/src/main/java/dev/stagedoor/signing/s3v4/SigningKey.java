package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.primitive.AsciiBuffer;
import dev.stagedoor.signing.primitive.Hash;
import dev.stagedoor.signing.primitive.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The key that signs one credential's requests to S3 in one region on one day (UTC): four HMACs from the secret, made once a day instead
 * of once a request. Immutable; safe for any number of threads.
 */
final class SigningKey {
    private static final byte[] ALGORITHM_LINE = (S3V4.ALGORITHM + "\n").getBytes(StandardCharsets.US_ASCII);

    private final Secret secret;
    private final String date;
    private final String scope;
    private final byte[] scopeLine;
    private final Hmac hmac;

    private SigningKey(Secret secret, String date, String scope, Hmac hmac) {
        this.secret = secret;
        this.date = date;
        this.scope = scope;
        this.scopeLine = ("\n" + scope + "\n").getBytes(StandardCharsets.UTF_8);
        this.hmac = hmac;
    }

    /** @param epochDay days since 1970-01-01, in years 0 to 9999 */
    static SigningKey derive(S3Credential credential, String region, long epochDay) {
        LocalDate day = LocalDate.ofEpochDay(epochDay);
        String date = new AsciiBuffer(8)
                .appendTwoDigits(day.getYear() / 100)
                .appendTwoDigits(day.getYear() % 100)
                .appendTwoDigits(day.getMonthValue())
                .appendTwoDigits(day.getDayOfMonth())
                .toString();
        byte[] secret = ("AWS4" + credential.secretAccessKey().reveal()).getBytes(StandardCharsets.UTF_8);
        byte[] dateKey = new Hmac(Hash.SHA_256, secret).of(date);
        byte[] regionKey = new Hmac(Hash.SHA_256, dateKey).of(region);
        byte[] serviceKey = new Hmac(Hash.SHA_256, regionKey).of(S3V4.SERVICE);
        byte[] key = new Hmac(Hash.SHA_256, serviceKey).of(S3V4.TERMINATOR);
        String scope = date + "/" + region + "/" + S3V4.SERVICE + "/" + S3V4.TERMINATOR;
        return new SigningKey(credential.secretAccessKey(), date, scope, new Hmac(Hash.SHA_256, key));
    }

    /** Whether this key was made from that secret, which may have been replaced under the same access key id. */
    boolean isFrom(Secret other) {
        return secret == other || secret.reveal().equals(other.reveal());
    }

    /** {@code yyyyMMdd}. */
    String date() {
        return date;
    }

    /** {@code yyyyMMdd/region/s3/aws4_request}. */
    String scope() {
        return scope;
    }

    /** The signature of a text, as hexadecimal digits. */
    String hexOf(String text) {
        return hmac.hexOf(text);
    }

    /**
     * The 32 bytes of the signature.
     *
     * @param dateTime {@code yyyyMMdd'T'HHmmss'Z'} in ASCII
     * @param canonicalRequestDigest SHA-256 of the canonical request
     */
    byte[] sign(byte[] dateTime, byte[] canonicalRequestDigest) {
        MessageDigest digest = hmac.begin();
        digest.update(ALGORITHM_LINE);
        digest.update(dateTime);
        digest.update(scopeLine);
        digest.update(new AsciiBuffer(64).appendHex(canonicalRequestDigest).toByteArray());
        return hmac.finish(digest);
    }

    /**
     * Compares a request's signature with the one it should have, in constant time; empty when they are the same.
     *
     * @param canonical the canonical request
     * @param signature as the request gives it, whatever that is
     */
    Optional<Verdict.Forged> mismatch(String dateTime, AsciiBuffer canonical, String signature) {
        MessageDigest digest = Hash.SHA_256.begin();
        canonical.digest(digest, 0, canonical.length());
        byte[] canonicalDigest = digest.digest();
        byte[] expected = new AsciiBuffer(64)
                .appendHex(sign(dateTime.getBytes(StandardCharsets.US_ASCII), canonicalDigest))
                .toByteArray();
        return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))
                ? Optional.empty()
                : Optional.of(new Verdict.Forged(canonical.toString(), stringToSign(dateTime, canonicalDigest)));
    }

    /** What {@link #sign} signs, for explaining a mismatch. */
    String stringToSign(String dateTime, byte[] canonicalRequestDigest) {
        return S3V4.ALGORITHM + "\n" + dateTime + "\n" + scope + "\n"
                + new AsciiBuffer(64).appendHex(canonicalRequestDigest);
    }

    /** Names the scope, never the key. */
    @Override
    public String toString() {
        return "SigningKey[" + scope + "]";
    }
}
