package dev.stagedoor.storage.embedded;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Buffers for blobs on their way out, outside the heap: what the kernel read into one goes to the socket from it, without a copy in
 * between. They are few; who comes when all are taken gets a small one of the heap instead of waiting.
 */
final class SendBuffers {
    /**
     * Each costs two changes of thread, from the disk's to the sender's and back, so there should be few. Chosen, not proven best:
     * BENCHMARKS.md.
     */
    static final int LARGE_BYTES = 1 << 20;

    static final int SMALL_BYTES = 32 << 10;

    /** 32 MiB in all; each download takes two. */
    static final int LARGE_BUFFERS = 32;

    private final Semaphore available = new Semaphore(LARGE_BUFFERS);
    private final ConcurrentLinkedDeque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

    /** A buffer in use by one download. */
    final class Lease {
        private final ByteBuffer bytes;

        private Lease(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        ByteBuffer bytes() {
            return bytes;
        }

        /** Once, and only when nobody reads into it or sends from it any more. */
        void giveBack() {
            if (bytes.isDirect()) {
                idle.addLast(bytes);
                available.release();
            }
        }
    }

    /**
     * @param wanted how many bytes are left to send; no more than that is allocated on the heap
     */
    Lease take(long wanted) {
        if (wanted <= SMALL_BYTES || !available.tryAcquire()) {
            return new Lease(ByteBuffer.allocate((int) Math.clamp(wanted, 0, SMALL_BYTES)));
        }
        ByteBuffer kept = idle.pollLast();
        return new Lease(kept == null ? ByteBuffer.allocateDirect(LARGE_BYTES) : kept);
    }

    /** Large buffers that nobody holds. */
    int availableLarge() {
        return available.availablePermits();
    }
}
