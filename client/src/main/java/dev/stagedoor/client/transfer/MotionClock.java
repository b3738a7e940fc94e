package dev.stagedoor.client.transfer;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of one try, and knows when the last of them moved. */
final class MotionClock {
    private final MovedBytes listener;
    private final AtomicLong bytes = new AtomicLong();
    private volatile long lastMotion = System.nanoTime();

    MotionClock(MovedBytes listener) {
        this.listener = listener;
    }

    void moved(int count) {
        lastMotion = System.nanoTime();
        bytes.addAndGet(count);
        listener.moved(count);
    }

    /** How long no byte has moved. */
    long stillNanos() {
        return System.nanoTime() - lastMotion;
    }

    /** The try has failed. */
    void takeBack() {
        listener.moved(-bytes.getAndSet(0));
    }
}
