package dev.stagedoor.storage.s3;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A key by which the store encrypts and decrypts objects and which it does not keep (SSE-C: "Using server-side encryption with
 * customer-provided keys", S3 user guide). It travels with every request on an object: whoever is to use a presigned URL is given it in the
 * headers to send.
 */
final class CustomerKey {
    static final String ALGORITHM = "AES256";

    private static final int KEY_BYTES = 32;
    private static final String HEADER = "x-amz-server-side-encryption-customer-";

    private final Secret base64;
    private final String md5;

    private CustomerKey(byte[] key) {
        this.base64 = Secret.of(Base64.getEncoder().encodeToString(key));
        this.md5 = Base64.getEncoder().encodeToString(md5(key));
    }

    /**
     * @param given 32 bytes in Base64, or 32 characters of ASCII that are the key themselves
     * @throws StagedoorException 4000 when it is neither
     */
    static CustomerKey of(Secret given) {
        byte[] raw = given.reveal().getBytes(StandardCharsets.UTF_8);
        if (raw.length == KEY_BYTES) {
            return new CustomerKey(raw);
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(raw);
            if (decoded.length == KEY_BYTES) {
                return new CustomerKey(decoded);
            }
        } catch (IllegalArgumentException e) {
            throw refused(e);
        }
        throw refused(null);
    }

    private static StagedoorException refused(@Nullable Throwable cause) {
        return new StagedoorException(
                ErrorCode.STORAGE_OTHER, "invalid input parameter (master_key must be 256 bits, written in Base64)", false, cause);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** The key in Base64, as the SDK and the headers want it. */
    Secret base64() {
        return base64;
    }

    /** The MD5 of the key in Base64. */
    String md5() {
        return md5;
    }

    /** The same terms with the key's headers signed. */
    S3V4Terms signedInto(S3V4Terms terms) {
        return terms.withHeader(HEADER + "algorithm", ALGORITHM)
                .withHeader(HEADER + "key", base64.reveal())
                .withHeader(HEADER + "key-md5", md5);
    }

    @Override
    public String toString() {
        return "CustomerKey[***]";
    }
}
