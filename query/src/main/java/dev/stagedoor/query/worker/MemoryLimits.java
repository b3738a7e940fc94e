package dev.stagedoor.query.worker;

import dev.stagedoor.query.duckdb.DatabaseOptions;

/**
 * How much memory a worker may have, as the system counts it.
 *
 * @param maxResidentBytes one that takes more is ended, with its queries
 * @param maxIdleBytes one that has more when its last query ends is ended too: what queries left shall not end the next one
 */
public record MemoryLimits(long maxResidentBytes, long maxIdleBytes) {
    /** What a worker may take beside DuckDB's own memory: its JVM, DuckDB's code, buffers that DuckDB does not count. In bytes. */
    public static final long OVERHEAD_BYTES = 640L << 20;

    /** None at all. */
    static final MemoryLimits NONE = new MemoryLimits(Long.MAX_VALUE, Long.MAX_VALUE);

    /**
     * An idle worker may keep as much as leaves the next query all of its memory, or half of everything where that is more. A query of a
     * large file leaves 500 MiB, most of which the next one uses again; a worker that has to be started takes a second.
     */
    static MemoryLimits of(DatabaseOptions options) {
        long max = options.memoryBytes() + OVERHEAD_BYTES;
        return new MemoryLimits(max, Math.max(OVERHEAD_BYTES, max / 2));
    }
}
