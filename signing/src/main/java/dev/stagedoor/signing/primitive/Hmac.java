package dev.stagedoor.signing.primitive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * HMAC (RFC 2104) under one key, with the key's two padded blocks digested once and for all. Every use clones those states, which
 * are never updated after construction; so one instance serves any number of threads without a lock, and a short message costs two
 * digests less than {@code javax.crypto.Mac}, which is also bound to one thread.
 */
public final class Hmac {
    private final Hash hash;
    private final MessageDigest inner;
    private final MessageDigest outer;

    /** @param key of any length, not kept */
    public Hmac(Hash hash, byte[] key) {
        this.hash = hash;
        byte[] block = Arrays.copyOf(key.length > Hash.BLOCK_BYTES ? hash.begin().digest(key) : key, Hash.BLOCK_BYTES);
        inner = hash.begin();
        inner.update(xor(block, 0x36));
        outer = hash.begin();
        outer.update(xor(block, 0x5c));
        Arrays.fill(block, (byte) 0);
    }

    /** A digest to feed the message into, for {@link #finish}. */
    public MessageDigest begin() {
        return Hash.copy(inner);
    }

    /**
     * The HMAC over what was fed.
     *
     * @param begun from {@link #begin} of this instance; not usable afterwards
     */
    public byte[] finish(MessageDigest begun) {
        MessageDigest last = Hash.copy(outer);
        last.update(begun.digest());
        return last.digest();
    }

    /** The HMAC of one text, in UTF-8. */
    public byte[] of(String message) {
        MessageDigest digest = begin();
        digest.update(message.getBytes(StandardCharsets.UTF_8));
        return finish(digest);
    }

    /** The HMAC of one text, in UTF-8, as lower-case hexadecimal digits. */
    public String hexOf(String message) {
        return HexFormat.of().formatHex(of(message));
    }

    /** Names the algorithm, never the key. */
    @Override
    public String toString() {
        return "Hmac[" + hash + ", ***]";
    }

    private static byte[] xor(byte[] block, int pad) {
        byte[] padded = new byte[block.length];
        for (int i = 0; i < block.length; i++) {
            padded[i] = (byte) (block[i] ^ pad);
        }
        return padded;
    }
}
