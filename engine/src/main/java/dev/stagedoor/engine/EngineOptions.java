package dev.stagedoor.engine;

/**
 * Limits of the query engine.
 *
 * @param queryMemoryBytes how much memory all running queries together may take
 * @param queryThreads how many threads they share
 */
public record EngineOptions(long queryMemoryBytes, int queryThreads) {
    public static final EngineOptions DEFAULT = new EngineOptions(256L << 20, 2);
}
