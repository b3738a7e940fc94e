package dev.stagedoor.signing.primitive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA256 (RFC 2104) under one key, with the key's two padded blocks digested once and for all. Every use clones those states, which
 * are never updated after construction; so one instance serves any number of threads without a lock, and a short message costs two
 * digests less than {@code javax.crypto.Mac}, which is also bound to one thread.
 */
public final class HmacSha256 {
    private static final int BLOCK_BYTES = 64;
    private static final MessageDigest EMPTY = newSha256();

    private final MessageDigest inner;
    private final MessageDigest outer;

    /** @param key of any length, not kept */
    public HmacSha256(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? sha256().digest(key) : key, BLOCK_BYTES);
        inner = sha256();
        inner.update(xor(block, 0x36));
        outer = sha256();
        outer.update(xor(block, 0x5c));
        Arrays.fill(block, (byte) 0);
    }

    /** A fresh SHA-256. Cloning a template spares the search through the security providers. */
    public static MessageDigest sha256() {
        return copy(EMPTY);
    }

    /** A digest to feed the message into, for {@link #finish}. */
    public MessageDigest begin() {
        return copy(inner);
    }

    /**
     * The 32 bytes of the HMAC over what was fed.
     *
     * @param begun from {@link #begin} of this instance; not usable afterwards
     */
    public byte[] finish(MessageDigest begun) {
        MessageDigest last = copy(outer);
        last.update(begun.digest());
        return last.digest();
    }

    /** The HMAC of one text, in UTF-8. */
    public byte[] of(String message) {
        MessageDigest digest = begin();
        digest.update(message.getBytes(StandardCharsets.UTF_8));
        return finish(digest);
    }

    /** Names the algorithm, never the key. */
    @Override
    public String toString() {
        return "HmacSha256[***]";
    }

    private static byte[] xor(byte[] block, int pad) {
        byte[] padded = new byte[block.length];
        for (int i = 0; i < block.length; i++) {
            padded[i] = (byte) (block[i] ^ pad);
        }
        return padded;
    }

    private static MessageDigest copy(MessageDigest template) {
        try {
            return (MessageDigest) template.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this JDK's SHA-256 cannot be cloned", e);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
