package dev.stagedoor.signing.s3v4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The signatures of a body that comes in chunks, each of which covers its chunk and the signature before it ("Signature Calculations for
 * the Authorization Header: Transferring Payload in Multiple Chunks", Amazon S3 API reference). The first follows on the signature of the
 * request, so no chunk can be changed, left out, moved or taken from another request. Used once, by one thread.
 */
public final class ChunkSignatures {
    private static final String PAYLOAD = "AWS4-HMAC-SHA256-PAYLOAD";
    private static final String TRAILER = "AWS4-HMAC-SHA256-TRAILER";

    private final SigningKey key;
    private final String dateTime;
    private String previous;

    /** @param seed the signature of the request */
    ChunkSignatures(SigningKey key, String dateTime, String seed) {
        this.key = key;
        this.dateTime = dateTime;
        this.previous = seed;
    }

    /**
     * Whether the next chunk is the one that was signed.
     *
     * @param sha256 of its bytes; the last chunk has none
     * @param signature as the chunk gives it, whatever that is
     */
    public boolean isNextChunk(byte[] sha256, String signature) {
        return isNext(PAYLOAD, HeaderVerdict.Payload.Sha256.EMPTY.hex() + "\n", sha256, signature);
    }

    /**
     * Whether the trailers behind the last chunk are those that were signed.
     *
     * @param sha256 of {@code name:value} and a line feed for each
     * @param signature as {@code x-amz-trailer-signature} gives it, whatever that is
     */
    public boolean isTrailer(byte[] sha256, String signature) {
        return isNext(TRAILER, "", sha256, signature);
    }

    private boolean isNext(String algorithm, String extra, byte[] sha256, String signature) {
        String text = algorithm + "\n" + dateTime + "\n" + key.scope() + "\n" + previous + "\n" + extra + HexFormat.of().formatHex(sha256);
        String expected = key.hexOf(text);
        boolean same = MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
        previous = expected;
        return same;
    }

    /** Shows no signature. */
    @Override
    public String toString() {
        return "ChunkSignatures[" + dateTime + "]";
    }
}
