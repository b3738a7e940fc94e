package dev.stagedoor.storage.embedded;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A piece of a body: filled once by the thread that reads it, then read at the same time by whoever writes and digests it, and given
 * back to its pool by the last of them.
 */
final class Block {
    private final BlockPool pool;
    private final byte[] bytes;
    private final AtomicInteger readers = new AtomicInteger();
    private int length;

    Block(BlockPool pool, byte[] bytes) {
        this.pool = pool;
        this.bytes = bytes;
    }

    /** The whole array, of which {@link #length} bytes count. Not to be changed once readers have it. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void length(int filled) {
        length = filled;
    }

    /** Announces how many will call {@link #release}. */
    void handTo(int count) {
        readers.set(count);
    }

    /**
     * One reader has finished.
     *
     * @return whether it was the last
     */
    boolean release() {
        boolean last = readers.decrementAndGet() == 0;
        if (last) {
            pool.giveBack(this);
        }
        return last;
    }

    /** Nobody was handed the block. */
    void discard() {
        pool.giveBack(this);
    }
}
