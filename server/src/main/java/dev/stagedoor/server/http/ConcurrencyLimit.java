package dev.stagedoor.server.http;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many of one thing each holder does at once, and no more than a limit. Keeps only holders who do some.
 *
 * @param <K> who is counted
 */
public final class ConcurrencyLimit<K> {
    /** One place of a holder. Closing it again changes nothing. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();
    private final int max;

    public ConcurrencyLimit(int max) {
        this.max = max;
    }

    /** Takes a place, to be closed by whoever has it when the work is over; empty when the holder has as many as there may be. */
    public Optional<Place> take(K holder) {
        int now = counts.merge(holder, 1, Integer::sum);
        if (now > max) {
            leave(holder);
            return Optional.empty();
        }
        var taken = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (taken.compareAndSet(true, false)) {
                leave(holder);
            }
        });
    }

    private void leave(K holder) {
        counts.computeIfPresent(holder, (same, count) -> count == 1 ? null : count - 1);
    }
}
