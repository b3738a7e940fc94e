package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.storage.PresignId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ids in the order in which they are given: UUIDs of version 7 with a counter in {@code rand_a} (RFC 9562, section 6.2, method 1). The
 * counter begins at 0 in each millisecond; when it is full, or the clock went back, ids go on from the last one, ahead of the clock. The
 * last one is kept in the journal's file, so that an earlier process's ids count too.
 */
final class PresignIds {
    /** Random bytes are fetched for so many ids at a time. */
    private static final int IDS_AT_A_TIME = 512;

    private final JournalFile file;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] bytes = new byte[IDS_AT_A_TIME * Long.BYTES];
    private final ByteBuffer buffered = ByteBuffer.wrap(bytes).position(bytes.length);

    /** @param latestStored no id comes before this key */
    PresignIds(JournalFile file, long latestStored, Clock clock) {
        this.file = file;
        this.clock = clock;
        long last = file.lastKey();
        if (last < latestStored) {
            file.compareAndSetLastKey(last, latestStored);
        }
    }

    PresignId next() {
        return LedgerKey.id(nextKey(), nextRandom());
    }

    private long nextKey() {
        long now = LedgerKey.atMillis(clock.millis());
        while (true) {
            long last = file.lastKey();
            long next = Math.max(last + 1, now);
            if (file.compareAndSetLastKey(last, next)) {
                return next;
            }
        }
    }

    private long nextRandom() {
        lock.lock();
        try {
            if (!buffered.hasRemaining()) {
                random.nextBytes(bytes);
                buffered.clear();
            }
            return buffered.getLong();
        } finally {
            lock.unlock();
        }
    }
}
