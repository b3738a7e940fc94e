package dev.stagedoor.storage;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A digest the client announced for its bytes: {@code Content-MD5} or {@code x-amz-checksum-*}, decoded from Base64. */
public record Checksum(Algorithm algorithm, byte[] digest) {
    public enum Algorithm {
        MD5(16),
        CRC32(4),
        CRC32C(4),
        CRC64NVME(8),
        SHA1(20),
        SHA256(32);

        private final int bytes;

        Algorithm(int bytes) {
            this.bytes = bytes;
        }

        /** Length of the digest. */
        public int bytes() {
            return bytes;
        }
    }

    public Checksum {
        if (digest.length != algorithm.bytes()) {
            throw new IllegalArgumentException(algorithm + " has " + algorithm.bytes() + " bytes, not " + digest.length);
        }
        digest = digest.clone();
    }

    @Override
    public byte[] digest() {
        return digest.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Checksum checksum && checksum.algorithm == algorithm && Arrays.equals(checksum.digest, digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return algorithm + ":" + HexFormat.of().formatHex(digest);
    }
}
