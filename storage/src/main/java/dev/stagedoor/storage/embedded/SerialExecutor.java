package dev.stagedoor.storage.embedded;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks one after another, in order, on threads borrowed from a pool only while there is something to run. */
final class SerialExecutor implements Executor {
    /** After so many tasks the thread goes back to the pool, so that one fast upload does not starve the others. */
    private static final int BURST = 8;

    private final Executor pool;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    SerialExecutor(Executor pool) {
        this.pool = pool;
    }

    /** @param task must not throw */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            pool.execute(this::drain);
        }
    }

    private void drain() {
        int ran = 0;
        while (true) {
            tasks.remove().run();
            if (pending.decrementAndGet() == 0) {
                return;
            }
            if (++ran == BURST) {
                pool.execute(this::drain);
                return;
            }
        }
    }
}
