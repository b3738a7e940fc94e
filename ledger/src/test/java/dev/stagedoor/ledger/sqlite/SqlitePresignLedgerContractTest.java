package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignLedgerContract;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class SqlitePresignLedgerContractTest extends PresignLedgerContract {
    @TempDir
    Path directory;

    @Override
    protected PresignLedger open(Clock clock) {
        return SqlitePresignLedger.open(directory.resolve("ledger"), LedgerOptions.DEFAULT, clock);
    }
}
