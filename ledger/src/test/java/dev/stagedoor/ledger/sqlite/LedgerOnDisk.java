package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.OpenLedger;
import dev.stagedoor.testsupport.TurnableClock;
import java.nio.file.Path;
import java.time.Duration;

/** Opens ledgers that keep URLs for a day. */
final class LedgerOnDisk {
    private LedgerOnDisk() {}

    static OpenLedger at(Path directory, TurnableClock clock) {
        return at(directory, clock, SqlitePresignLedger.JOURNAL_BYTES);
    }

    static OpenLedger at(Path directory, TurnableClock clock, int journalBytes) {
        var options = new LedgerOptions(Duration.ofDays(1));
        return new OpenLedger(SqlitePresignLedger.open(directory, options, clock, journalBytes), clock);
    }
}
