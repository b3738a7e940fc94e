package dev.stagedoor.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What a revocation did.
 *
 * @param stopped URLs not expired that the door refuses from now on
 * @param beyondReach URLs not expired that lead to stores elsewhere, which know nothing of it
 * @param beyondReachUntil when the last of those expires
 */
public record Revocation(long stopped, long beyondReach, Optional<Instant> beyondReachUntil) {}
