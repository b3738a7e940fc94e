package dev.stagedoor.e2e.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was asked of one key, by any number of threads, and so what may be there after the server died.
 *
 * <p>The rule is that of a register that loses no acknowledged write: a state may be there if a request for it was in flight at the end, or
 * if it was acknowledged and no other request that was acknowledged too began after that acknowledgement. Safe for use by many threads.
 */
final class KeyHistory {
    /** The state of a key that names nothing. */
    static final long ABSENT = 0;

    private static final long IN_FLIGHT = Long.MAX_VALUE;
    private static final AtomicLong CLOCK = new AtomicLong();

    /** One request to bring the key into a state. */
    static final class Change {
        private final long state;
        private final long began = CLOCK.incrementAndGet();
        private long acknowledged = IN_FLIGHT;

        private Change(long state) {
            this.state = state;
        }
    }

    private final List<Change> changes = new ArrayList<>();

    KeyHistory() {
        settle(ABSENT);
    }

    /** Written down before a request is sent. */
    synchronized Change begin(long state) {
        Change change = new Change(state);
        changes.add(change);
        return change;
    }

    /** Written down when the server has answered that it is done. */
    synchronized void acknowledge(Change change) {
        change.acknowledged = CLOCK.incrementAndGet();
        changes.removeIf(earlier -> earlier.acknowledged < change.began);
    }

    /** Whether this state may be what a restarted server shows. */
    synchronized boolean permits(long state) {
        return changes.stream().anyMatch(change -> change.state == state);
    }

    /** The server was seen in this state with nothing in flight: from now on it counts as acknowledged. */
    synchronized void settle(long state) {
        Change seen = new Change(state);
        changes.clear();
        changes.add(seen);
        seen.acknowledged = CLOCK.incrementAndGet();
    }

    /** For the message of a failed test. */
    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        for (Change change : changes) {
            text.append(change.state).append(change.acknowledged == IN_FLIGHT ? " in flight; " : " acknowledged; ");
        }
        return text.toString();
    }
}
