package dev.stagedoor.server.protocol;

import java.time.Duration;

/**
 * Results and their pages.
 *
 * @param defaultPageRows rows of a page when the client does not say
 * @param maxPageRows the most it may ask for
 * @param maxPageBytes a page ends after the row that reaches this much JSON
 * @param idleTimeout a result nobody asks about for this long is closed
 * @param maxOpenQueries statements running, and results open, at once; each open result holds up to two pages
 * @param defaultWait how long a request waits for a slow statement before it answers {@code Running}, when the client does not say
 * @param maxWait the most it may ask for
 * @param maxSpillBytes of one result in a file, where it waits when nobody fetches it; 0 for none
 * @param maxSpillTotalBytes of all such files; those of one user have half of it
 */
public record ResultLimits(
        int defaultPageRows,
        int maxPageRows,
        int maxPageBytes,
        Duration idleTimeout,
        int maxOpenQueries,
        Duration defaultWait,
        Duration maxWait,
        long maxSpillBytes,
        long maxSpillTotalBytes) {
    /** The name of the setting, for messages. */
    public static final String MAX_SPILL_SETTING = "results.max_spill_size";

    public static final ResultLimits DEFAULT = new ResultLimits(
            10_000, 100_000, 1 << 20, Duration.ofSeconds(60), 64, Duration.ofSeconds(10), Duration.ofSeconds(30), 256L << 20, 1L << 30);
}
