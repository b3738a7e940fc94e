package dev.stagedoor.table;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The files that a load manifest tells of, as their hashes. */
final class KnownFiles {
    /** For each file. */
    private static final int LONGS = 3;

    private final long[] hashes;

    private KnownFiles(long[] hashes) {
        this.hashes = hashes;
    }

    int size() {
        return hashes.length / LONGS;
    }

    /** In memory. */
    int bytes() {
        return hashes.length * Long.BYTES;
    }

    /** Shows every file to the candidates. */
    void markIn(LoadCandidates candidates) {
        for (int i = 0; i < hashes.length; i += LONGS) {
            candidates.mark(hashes[i], hashes[i + 1], hashes[i + 2]);
        }
    }

    /** Collects files. */
    static final class Builder {
        private final FileHash hash = new FileHash();
        private long[] hashes;
        private int length;

        /** @param expected how many there will be, about */
        Builder(int expected) {
            this.hashes = new long[Math.max(1, expected) * LONGS];
        }

        /** As {@link FileHash#compute(byte[], int, byte[], int, long, long)}. */
        void add(byte[] location, int locationLength, byte @Nullable [] etag, int etagLength, long size, long lastModifiedMillis) {
            hash.compute(location, locationLength, etag, etagLength, size, lastModifiedMillis);
            if (length == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * length);
            }
            hashes[length++] = hash.location1;
            hashes[length++] = hash.location2;
            hashes[length++] = hash.version;
        }

        KnownFiles build() {
            return new KnownFiles(length == hashes.length ? hashes : Arrays.copyOf(hashes, length));
        }
    }
}
