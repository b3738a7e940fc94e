package dev.stagedoor.engine.query;

import dev.stagedoor.engine.statement.SessionSettings;
import dev.stagedoor.engine.statement.SessionState;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How long a query may compute. Runs only while the query engine works on it, not while its client fetches. One thread at a time. */
final class TimeLimit {
    private final Duration limit;
    private final LongSupplier nanoTime;
    private long usedNanos;
    private long startedAt;

    /** @param nanoTime as {@link System#nanoTime} */
    TimeLimit(Duration limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** The server's limit, or what {@code max_execute_time_in_seconds} allows, if that is less. */
    static TimeLimit of(QueryOptions options, SessionState session, LongSupplier nanoTime) {
        Duration limit = SessionSettings.maxExecuteTime(session)
                .filter(asked -> asked.compareTo(options.timeout()) < 0)
                .orElse(options.timeout());
        return new TimeLimit(limit, nanoTime);
    }

    void start() {
        startedAt = nanoTime.getAsLong();
    }

    void stop() {
        usedNanos = elapsedNanos();
    }

    /** Asked between {@link #start} and {@link #stop}. */
    boolean isExceeded() {
        return elapsedNanos() > limit.toNanos();
    }

    private long elapsedNanos() {
        return usedNanos + nanoTime.getAsLong() - startedAt;
    }

    /** Why a query that exceeded it was ended: Databend's text, and what to do. */
    String reason() {
        return "Aborted query, because the execution time exceeds the maximum execution time limit of " + limit.toSeconds()
                + " seconds. Select fewer rows, or raise the limit: max_execute_time_in_seconds of the session, query.timeout of the"
                + " server.";
    }
}
