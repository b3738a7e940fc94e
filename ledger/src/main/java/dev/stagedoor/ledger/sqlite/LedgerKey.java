package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.storage.PresignId;
import java.time.Instant;
import java.util.UUID;

/**
 * The 60 bits of an id that make it unique in this ledger and sort it: 48 of its millisecond and 12 of a counter (RFC 9562, section 5.7 and
 * method 1 of section 6.2). They are the number of its row, so that new rows go to the end of the table.
 */
final class LedgerKey {
    static final int COUNTER_BITS = 12;

    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long VERSION_7 = 7L << COUNTER_BITS;
    private static final long VARIANT_RFC = 1L << 63;
    private static final long RANDOM_MASK = (1L << 62) - 1;

    private LedgerKey() {}

    static long of(PresignId id) {
        long high = id.value().getMostSignificantBits();
        return high >>> 16 << COUNTER_BITS | high & COUNTER_MASK;
    }

    /** The first key of a moment. */
    static long at(Instant moment) {
        return atMillis(moment.toEpochMilli());
    }

    static long atMillis(long epochMillis) {
        return Math.max(0, epochMillis) << COUNTER_BITS;
    }

    /** The moment of a key; ahead of the clock's when the clock went back. */
    static Instant moment(long key) {
        return Instant.ofEpochMilli(key >>> COUNTER_BITS);
    }

    /** @param random of which 62 bits are used */
    static PresignId id(long key, long random) {
        long high = key >>> COUNTER_BITS << 16 | VERSION_7 | key & COUNTER_MASK;
        return new PresignId(new UUID(high, VARIANT_RFC | random & RANDOM_MASK));
    }
}
