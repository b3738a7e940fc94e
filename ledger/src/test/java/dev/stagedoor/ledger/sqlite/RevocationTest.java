package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.OpenLedger;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.testsupport.TurnableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationTest {
    @TempDir
    Path directory;

    private final TurnableClock clock = new TurnableClock();

    private OpenLedger open() {
        return LedgerOnDisk.at(directory.resolve("ledger"), clock);
    }

    @Test
    void id_that_a_watermark_may_concern_and_no_row_tells_counts_as_revoked() {
        try (var open = open()) {
            PresignId unknown = open.ledger.nextId();
            assertThat(open.ledger.isRevoked(unknown)).isFalse();
            open.ledger.revokeAll(new Stage("s"));
            assertThat(open.ledger.isRevoked(unknown)).isTrue();
            assertThat(open.ledger.isRevoked(open.ledger.nextId())).isFalse();
        }
    }
}
