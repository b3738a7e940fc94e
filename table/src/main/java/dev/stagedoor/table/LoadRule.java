package dev.stagedoor.table;

import java.time.Instant;
import java.util.Optional;

/**
 * Which loads of a file keep a COPY from loading it again. The history keeps those that do not count, too.
 *
 * @param byLocation whether a file of the same location is the same, whatever is in it
 * @param since loads before it do not count; empty: all count
 */
public record LoadRule(boolean byLocation, Optional<Instant> since) {
    /** Each file in each version once, for as long as the table is there. */
    public static final LoadRule ALWAYS = new LoadRule(false, Optional.empty());
}
