package dev.stagedoor.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Files that are looked for in a load history, in a hash table with open addressing. The history is walked past them once, so that the time
 * grows with the number of both, however many manifests there are.
 */
final class LoadCandidates {
    private static final byte NEW = (byte) LoadStanding.NEW.ordinal();
    private static final byte CHANGED = (byte) LoadStanding.CHANGED.ordinal();
    private static final byte LOADED = (byte) LoadStanding.LOADED.ordinal();
    private static final LoadStanding[] STANDINGS = LoadStanding.values();

    private final long[] location1;
    private final long[] location2;
    private final long[] version;
    private final byte[] standing;

    /** The number of a candidate plus one; 0 where there is none. */
    private final int[] slots;

    private final int mask;

    LoadCandidates(List<LoadSource> files) {
        int count = files.size();
        location1 = new long[count];
        location2 = new long[count];
        version = new long[count];
        standing = new byte[count];
        slots = new int[Integer.highestOneBit(Math.max(1, count)) << 2];
        mask = slots.length - 1;
        var hash = new FileHash();
        int i = 0;
        for (LoadSource file : files) {
            hash.compute(file);
            location1[i] = hash.location1;
            location2[i] = hash.location2;
            version[i] = hash.version;
            standing[i] = NEW;
            int slot = (int) hash.location1 & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = ++i;
        }
    }

    /** Notes that a file was loaded. Candidates of one location may be several, and stand in one run of slots. */
    void mark(long knownLocation1, long knownLocation2, long knownVersion) {
        for (int slot = (int) knownLocation1 & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int i = slots[slot] - 1;
            if (location1[i] == knownLocation1 && location2[i] == knownLocation2) {
                if (version[i] == knownVersion) {
                    standing[i] = LOADED;
                } else if (standing[i] == NEW) {
                    standing[i] = CHANGED;
                }
            }
        }
    }

    /** One for each, in their order. */
    List<LoadStanding> standings() {
        List<LoadStanding> standings = new ArrayList<>(standing.length);
        for (byte each : standing) {
            standings.add(STANDINGS[each]);
        }
        return standings;
    }
}
