package dev.stagedoor.client.transfer;

import java.util.concurrent.Semaphore;

/** Files that are moved at the same time. Whoever adds one more than may be waits. */
final class TransferWork {
    private final int most;
    private final Semaphore places;

    TransferWork(int most) {
        this.most = most;
        this.places = new Semaphore(most);
    }

    /** Begins to move a file, when there is a place. */
    void add(Runnable move) {
        places.acquireUninterruptibly();
        Thread.startVirtualThread(() -> {
            try {
                move.run();
            } finally {
                places.release();
            }
        });
    }

    /** Waits until all have ended. */
    void await() {
        places.acquireUninterruptibly(most);
        places.release(most);
    }
}
