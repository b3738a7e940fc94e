package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.OpenLedger;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.testsupport.TurnableClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ledger of these tests keeps URLs for a day. */
class PruneTest {
    private static final Duration KEEP = Duration.ofDays(1);

    @TempDir
    Path directory;

    private final TurnableClock clock = new TurnableClock();

    private OpenLedger open() {
        return LedgerOnDisk.at(directory.resolve("ledger"), clock);
    }

    @Test
    @Timeout(60)
    void urls_go_when_they_have_been_kept_long_enough_after_their_expiry() throws Exception {
        try (var open = open()) {
            var longest = open.issue("ann", "s", "a", HttpMethod.GET, true, Duration.ofDays(7));
            var hour = open.issue();
            open.serve(hour.id(), 1);
            open.issueUpload("ext", "a");
            open.ledger.claim(hour.id(), hour.expiresAt());
            open.ledger.revoke(hour.id());
            open.ledger.revokeAll(new Stage("t"));

            clock.turn(OpenLedger.EXPIRE.plus(KEEP).minusSeconds(1));
            var later = open.issue();
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "claim") == 0);
            assertThat(LedgerOnDisk.rows(directory, "presign")).isEqualTo(4);
            assertThat(LedgerOnDisk.rows(directory, "usage")).isEqualTo(1);
            assertThat(LedgerOnDisk.rows(directory, "awaited")).isEqualTo(1);
            assertThat(LedgerOnDisk.rows(directory, "revoked")).isEqualTo(1);

            clock.turn(Duration.ofHours(1));
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "presign") == 2);
            assertThat(open.all()).extracting(PresignRecord::issued).containsExactly(later, longest);
            assertThat(LedgerOnDisk.rows(directory, "usage")).isZero();
            assertThat(LedgerOnDisk.rows(directory, "awaited")).isZero();
            assertThat(LedgerOnDisk.rows(directory, "revoked")).isZero();
            assertThat(LedgerOnDisk.rows(directory, "watermark")).isEqualTo(1);
            assertThat(open.ledger.find(hour.id())).isEmpty();

            clock.turn(Duration.ofDays(8));
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "presign") == 0);
            assertThat(open.all()).isEmpty();
            assertThat(LedgerOnDisk.rows(directory, "watermark")).isZero();
        }
    }

    @Test
    @Timeout(60)
    void a_ledger_larger_than_one_batch_is_pruned_to_the_end() {
        try (var open = open()) {
            for (int i = 0; i < 20_000; i++) {
                open.issue();
            }
            clock.turn(KEEP.multipliedBy(2));
            var kept = open.issue();
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "presign") == 1);
            assertThat(open.all()).extracting(PresignRecord::issued).containsExactly(kept);
        }
    }

    @Test
    @Timeout(60)
    void watermark_is_asked_no_more_when_all_it_concerns_has_expired() {
        try (var open = open()) {
            PresignId unknown = open.ledger.nextId();
            open.ledger.revokeAll(new Stage("s"));
            assertThat(open.ledger.isRevoked(unknown)).isTrue();

            clock.turn(Duration.ofDays(7).plusHours(1));
            LedgerOnDisk.tidied(open, () -> !open.ledger.isRevoked(unknown));
        }
        try (var open = open()) {
            assertThat(LedgerOnDisk.rows(directory, "watermark")).isEqualTo(1);
            assertThat(open.ledger.isRevoked(open.ledger.nextId())).isFalse();
        }
    }
}
