package dev.stagedoor.table;

import java.time.Duration;

/**
 * How long what nobody reads any more is kept.
 *
 * @param history how long a dropped table can be brought back, and the content that a commit has replaced stays
 * @param orphanAge how old a file must be before it counts as left by a server that was killed. Longer than any statement that writes to
 *     tables: other servers over the same database may still be about to refer to a younger file
 */
public record Retention(Duration history, Duration orphanAge) {
    public static final Retention DEFAULT = new Retention(Duration.ofHours(24), Duration.ofHours(24));
}
