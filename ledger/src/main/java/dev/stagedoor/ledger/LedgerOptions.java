package dev.stagedoor.ledger;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.time.Duration;

/**
 * How long the ledger remembers.
 *
 * @param keep after its expiry, a URL stays in the ledger for this long; at least a minute
 */
public record LedgerOptions(Duration keep) {
    public static final Duration MIN_KEEP = Duration.ofMinutes(1);

    public static final LedgerOptions DEFAULT = new LedgerOptions(Duration.ofDays(30));

    /** @throws StagedoorException {@code INVALID_CONFIG} when less than a minute is to be kept */
    public LedgerOptions {
        if (keep.compareTo(MIN_KEEP) < 0) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "The ledger keeps URLs for at least a minute after their expiry, not for " + keep + ".");
        }
    }
}
