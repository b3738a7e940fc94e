package dev.stagedoor.testsupport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test turns it. */
public final class TurnableClock extends Clock {
    private volatile Instant now;

    public TurnableClock(Instant start) {
        now = start;
    }

    /** At some moment. */
    public TurnableClock() {
        this(Instant.parse("2026-11-22T12:00:00Z"));
    }

    /** Negative to turn it back. */
    public void turn(Duration by) {
        now = now.plus(by);
    }

    public void set(Instant instant) {
        now = instant;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock knows UTC only");
    }
}
