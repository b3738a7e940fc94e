package dev.stagedoor.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** A digest being computed: what every store holds against an announced {@link Checksum}. Used by one thread at a time. */
public sealed interface Digester {
    /** Takes in the first {@code length} bytes. */
    default void update(byte[] bytes, int length) {
        update(bytes, 0, length);
    }

    /** Takes in {@code length} bytes from {@code offset} on. */
    void update(byte[] bytes, int offset, int length);

    /** Ends the computation. Cyclic redundancy checks are big-endian, as S3 has them. */
    byte[] digest();

    /** A new digest of nothing yet. */
    static Digester of(Checksum.Algorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> cryptographic("MD5");
            case SHA1 -> cryptographic("SHA-1");
            case SHA256 -> cryptographic("SHA-256");
            case CRC32 -> new Cyclic(new CRC32(), algorithm.bytes());
            case CRC32C -> new Cyclic(new CRC32C(), algorithm.bytes());
            case CRC64NVME -> new Cyclic(new Crc64Nvme(), algorithm.bytes());
        };
    }

    private static Digester cryptographic(String name) {
        try {
            return new Cryptographic(MessageDigest.getInstance(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + name, e);
        }
    }

    /** MD5 and the SHA family. */
    record Cryptographic(MessageDigest state) implements Digester {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            state.update(bytes, offset, length);
        }

        @Override
        public byte[] digest() {
            return state.digest();
        }
    }

    /**
     * CRC32, CRC32C and CRC64NVME.
     *
     * @param bytes length of the digest
     */
    record Cyclic(java.util.zip.Checksum state, int bytes) implements Digester {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            state.update(bytes, offset, length);
        }

        @Override
        public byte[] digest() {
            byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(state.getValue()).array();
            return Arrays.copyOfRange(value, Long.BYTES - bytes, Long.BYTES);
        }
    }
}
