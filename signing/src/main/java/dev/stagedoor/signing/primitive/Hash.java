package dev.stagedoor.signing.primitive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash function that signing schemes are built on. Both have blocks of 64 bytes, which HMAC pads its key to. */
public enum Hash {
    /** Its collisions do not touch HMAC (RFC 6194). COS and OBS know nothing else. */
    SHA_1("SHA-1"),
    SHA_256("SHA-256");

    static final int BLOCK_BYTES = 64;

    private final MessageDigest empty;

    Hash(String algorithm) {
        try {
            empty = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /** A fresh digest. Cloning a template spares the search through the security providers. */
    public MessageDigest begin() {
        return copy(empty);
    }

    /** The digest of a text in UTF-8, as lower-case hexadecimal digits. */
    public String hexOf(String text) {
        return HexFormat.of().formatHex(begin().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest copy(MessageDigest template) {
        try {
            return (MessageDigest) template.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this JDK's " + template.getAlgorithm() + " cannot be cloned", e);
        }
    }
}
