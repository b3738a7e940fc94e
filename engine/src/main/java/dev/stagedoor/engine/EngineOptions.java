package dev.stagedoor.engine;

import java.time.Duration;

/**
 * Limits of the query engine.
 *
 * @param queryMemoryBytes how much memory all running queries together may take
 * @param queryThreads how many threads they share
 * @param queryTimeout how long one query may compute; what the client takes to fetch its rows does not count
 */
public record EngineOptions(long queryMemoryBytes, int queryThreads, Duration queryTimeout) {
    public static final EngineOptions DEFAULT = new EngineOptions(256L << 20, 2, Duration.ofMinutes(5));
}
