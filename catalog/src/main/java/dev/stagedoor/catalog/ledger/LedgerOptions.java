package dev.stagedoor.catalog.ledger;

import java.time.Duration;

/**
 * How long the ledger remembers.
 *
 * @param keep after its expiry, a URL stays in the ledger for this long; at least a minute
 */
public record LedgerOptions(Duration keep) {
    public static final LedgerOptions DEFAULT = new LedgerOptions(Duration.ofDays(30));
}
