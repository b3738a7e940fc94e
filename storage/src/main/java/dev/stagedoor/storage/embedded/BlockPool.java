package dev.stagedoor.storage.embedded;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Buffers for bodies. Large ones are few and go to uploads whose bytes arrive fast; everyone else, and everyone once the large ones are
 * taken, gets a small one. So nobody ever waits for a buffer, and many slow uploads hold little.
 */
final class BlockPool {
    /** Half a millisecond of digesting, beside which handing it between threads costs nothing. */
    static final int LARGE_BYTES = 256 << 10;

    /** What an upload holds while it waits for its first, or for slow, bytes. */
    static final int SMALL_BYTES = 16 << 10;

    /** 16 MiB in all. */
    static final int LARGE_BLOCKS = 64;

    private final Semaphore available = new Semaphore(LARGE_BLOCKS);
    private final ConcurrentLinkedDeque<Block> idle = new ConcurrentLinkedDeque<>();

    /** A buffer for a body whose bytes arrive fast, as long as there is one. */
    Block large() {
        if (!available.tryAcquire()) {
            return small();
        }
        Block block = idle.pollLast();
        return block == null ? new Block(this, new byte[LARGE_BYTES]) : block;
    }

    /** A buffer of {@link #SMALL_BYTES}, left to the garbage collector afterwards. */
    Block small() {
        return new Block(this, new byte[SMALL_BYTES]);
    }

    void giveBack(Block block) {
        if (block.bytes().length == LARGE_BYTES) {
            idle.addLast(block);
            available.release();
        }
    }

    /** Large buffers that nobody holds. */
    int availableLarge() {
        return available.availablePermits();
    }
}
