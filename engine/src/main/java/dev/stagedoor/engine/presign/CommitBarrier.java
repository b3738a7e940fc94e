package dev.stagedoor.engine.presign;

import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.query.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps uploads from appearing after what they stand on was taken away. An upload whose last byte has come <em>enters</em>, then asks
 * whether it is still allowed, and leaves when its store has answered. Whoever takes something away first lets everybody see that it is
 * gone, and then waits for those who had entered before: each of them has either asked too early and is in the store by now, or was
 * refused. So what appears, appears before the statement returns, and a statement that deletes files afterwards deletes those, too.
 *
 * <p>Costs an upload one entry in a concurrent map. An upload that is still receiving bytes waits for nobody, and nobody for it.
 */
public final class CommitBarrier {
    /** How long a statement waits for stores to answer. */
    static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final Duration LOOK_UP = Duration.ofMillis(100);

    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private final Duration maxWait;
    private final LongSupplier nanoTime;

    public CommitBarrier() {
        this(MAX_WAIT, System::nanoTime);
    }

    CommitBarrier(Duration maxWait, LongSupplier nanoTime) {
        this.maxWait = maxWait;
        this.nanoTime = nanoTime;
    }

    /** An upload between its last byte and the answer of its store. Two are never equal. */
    public final class Passage implements AutoCloseable {
        private final PresignScope stage;
        private final String user;
        private final CountDownLatch left = new CountDownLatch(1);

        private Passage(PresignScope stage, String user) {
            this.stage = stage;
            this.user = user;
        }

        private boolean isIn(PresignScope scope) {
            return stage.equals(scope) || scope instanceof PresignScope.User(String name) && name.equals(user);
        }

        /** The store has answered, in whatever way. */
        @Override
        public void close() {
            passages.remove(this);
            left.countDown();
        }
    }

    /**
     * Enters. Only what is asked after this returned counts.
     *
     * @param stage which the file goes to
     * @param user by whose right
     */
    public Passage enter(PresignScope stage, String user) {
        Passage passage = new Passage(stage, user);
        passages.add(passage);
        return passage;
    }

    /**
     * Waits until everyone in the scope who had entered before has left, but not for ever.
     *
     * @return how many have not left after {@link #MAX_WAIT}
     * @throws dev.stagedoor.errors.StagedoorException 1043 when the statement is cancelled
     */
    int outlast(PresignScope scope, Cancellation cancellation) {
        return outlast(passages.stream().filter(passage -> passage.isIn(scope)).toList(), cancellation);
    }

    /** As {@link #outlast}, whatever they are in. */
    int outlastAll(Cancellation cancellation) {
        return outlast(List.copyOf(passages), cancellation);
    }

    private int outlast(List<Passage> entered, Cancellation cancellation) {
        long end = nanoTime.getAsLong() + maxWait.toNanos();
        int waiting = 0;
        for (Passage passage : entered) {
            if (!hasLeft(passage, end, cancellation)) {
                waiting++;
            }
        }
        return waiting;
    }

    private boolean hasLeft(Passage passage, long end, Cancellation cancellation) {
        while (passage.left.getCount() > 0) {
            long rest = end - nanoTime.getAsLong();
            if (rest <= 0) {
                return false;
            }
            cancellation.check();
            try {
                var _ = passage.left.await(Math.min(rest, LOOK_UP.toNanos()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Cancellation.aborted();
            }
        }
        return true;
    }
}
