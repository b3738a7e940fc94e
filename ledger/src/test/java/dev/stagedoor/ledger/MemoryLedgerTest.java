package dev.stagedoor.ledger;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

class MemoryLedgerTest extends PresignLedgerContract {
    private @Nullable MemoryLedger ledger;

    @Override
    protected PresignLedger open(Clock clock) {
        MemoryLedger opened = ledger == null ? new MemoryLedger(clock) : ledger;
        ledger = opened;
        return opened;
    }
}
