package dev.stagedoor.table;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The keys of files that a table refers to, in at most 8 MiB however many they are: a Bloom filter. It never lacks one of them. Of other
 * keys it has a few by mistake, fewer than one in a million up to two million files; such a file stays until the next time, when the
 * mistakes are others.
 */
final class ReferencedKeys {
    private static final int MIN_BITS = 1 << 16;
    private static final int MAX_BITS = 1 << 26;
    private static final int BITS_PER_KEY = 32;
    private static final int HASHES = 8;

    private final long[] bits;
    private final long seed = ThreadLocalRandom.current().nextLong();

    /** @param expected about how many there will be */
    ReferencedKeys(long expected) {
        long wanted = Math.clamp(expected, 1, MAX_BITS / BITS_PER_KEY) * BITS_PER_KEY;
        long rounded = Math.max(MIN_BITS, Long.highestOneBit(wanted - 1) << 1);
        this.bits = new long[Math.toIntExact(rounded / Long.SIZE)];
    }

    /** @return false when it was there already, or seems to have been */
    boolean add(String key) {
        long hash = hash(key);
        boolean changed = false;
        for (int i = 0; i < HASHES; i++) {
            int bit = bit(hash, i);
            long before = bits[bit / Long.SIZE];
            bits[bit / Long.SIZE] = before | 1L << bit;
            changed |= bits[bit / Long.SIZE] != before;
        }
        return changed;
    }

    boolean contains(String key) {
        long hash = hash(key);
        for (int i = 0; i < HASHES; i++) {
            int bit = bit(hash, i);
            if ((bits[bit / Long.SIZE] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Two hashes make as many as are needed. */
    private int bit(long hash, int i) {
        int mixed = (int) hash + i * ((int) (hash >>> Integer.SIZE) | 1);
        return mixed & (bits.length * Long.SIZE - 1);
    }

    private long hash(String key) {
        long hash = seed;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        return hash ^ hash >>> 33;
    }
}
