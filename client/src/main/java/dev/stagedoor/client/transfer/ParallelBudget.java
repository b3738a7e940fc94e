package dev.stagedoor.client.transfer;

/**
 * How many requests may be under way at once. A store that is busy gets half as many, at most once a second; each time that as many
 * requests as that have succeeded it gets one more.
 */
final class ParallelBudget {
    private static final long NANOS_BETWEEN_CUTS = 1_000_000_000;

    private final int most;
    private int limit;
    private int underWay;
    private int successes;
    private long lastCut;

    ParallelBudget(int most) {
        this.most = most;
        this.limit = most;
        this.lastCut = System.nanoTime() - NANOS_BETWEEN_CUTS;
    }

    /** The most that may be under way at any time. */
    int most() {
        return most;
    }

    /** Waits for a place. Each is given back by one of the other methods. */
    synchronized void take() throws StoreFailure {
        try {
            while (underWay >= limit) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(StoreFailure.Kind.FINAL, "interrupted");
        }
        underWay++;
    }

    /** A request did its job. */
    synchronized void succeeded() {
        underWay--;
        successes++;
        if (successes >= limit && limit < most) {
            limit++;
            successes = 0;
        }
        notifyAll();
    }

    /** A request failed. @param busy whether the store asked for fewer */
    synchronized void failed(boolean busy) {
        underWay--;
        successes = 0;
        long now = System.nanoTime();
        if (busy && now - lastCut >= NANOS_BETWEEN_CUTS) {
            limit = Math.max(1, limit / 2);
            lastCut = now;
        }
        notifyAll();
    }

    synchronized int limit() {
        return limit;
    }
}
