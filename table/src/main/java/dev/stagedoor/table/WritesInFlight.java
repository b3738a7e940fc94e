package dev.stagedoor.table;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements of this process that write files of tables. Until they end, nothing refers to what they have written, so no file may be
 * removed as an orphan that is younger than the oldest of them.
 */
final class WritesInFlight {
    /** By how much the clock of a store may be behind ours; some stores know seconds only. */
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(1);

    private final Clock clock;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    WritesInFlight(Clock clock) {
        this.clock = clock;
    }

    private final class Running implements Warehouse.Writing {
        private final Instant since = clock.instant();

        @Override
        public void close() {
            running.remove(this);
        }
    }

    Warehouse.Writing begin() {
        Running begun = new Running();
        running.add(begun);
        return begun;
    }

    /** What was changed last at this moment or before is of none of them, nor younger than the age. */
    Instant orphansUntil(Duration age) {
        Instant until = clock.instant().minus(age);
        for (Running each : running) {
            Instant before = each.since.minus(CLOCK_MARGIN);
            if (before.isBefore(until)) {
                until = before;
            }
        }
        return until;
    }
}
