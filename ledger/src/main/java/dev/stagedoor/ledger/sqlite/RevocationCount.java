package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.Revocation;
import java.time.Instant;
import java.util.Optional;

/** Adds up what a revocation stops and what it cannot reach. */
final class RevocationCount {
    private long stopped;
    private long beyondReach;
    private Optional<Instant> beyondReachUntil = Optional.empty();

    /** @param presign has not expired */
    void add(IssuedPresign presign) {
        if (presign.door()) {
            stopped++;
            return;
        }
        beyondReach++;
        if (beyondReachUntil.isEmpty() || beyondReachUntil.get().isBefore(presign.expiresAt())) {
            beyondReachUntil = Optional.of(presign.expiresAt());
        }
    }

    Revocation result() {
        return new Revocation(stopped, beyondReach, beyondReachUntil);
    }
}
