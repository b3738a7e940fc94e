package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.OpenLedger;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.testsupport.TurnableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A clock that goes forward, while what has expired is forgotten, and back again. */
@Timeout(60)
class TurnedClockTest {
    private static final Duration FAR = Duration.ofDays(60);

    @TempDir
    Path directory;

    private final TurnableClock clock = new TurnableClock();

    private OpenLedger open() {
        return LedgerOnDisk.at(directory.resolve("ledger"), clock);
    }

    /** As the door asks. */
    private static boolean isRefused(OpenLedger open, PresignId id, Instant expiresAt) {
        return open.ledger.isRevoked(id) || open.ledger.hadExpired(id, expiresAt);
    }

    @Test
    void used_one_time_url_stays_used() {
        IssuedPresign used;
        try (var open = open()) {
            used = open.issue();
            assertThat(open.ledger.claim(used.id(), used.expiresAt())).isTrue();
            clock.turn(FAR);
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "claim") == 0);
            clock.turn(FAR.negated());
            assertThat(open.ledger.claim(used.id(), used.expiresAt())).isFalse();
            assertFree(open);
        }
        try (var open = open()) {
            assertThat(open.ledger.claim(used.id(), used.expiresAt())).isFalse();
            assertThat(open.ledger.hadExpired(used.id(), used.expiresAt())).isTrue();
            assertFree(open);
        }
    }

    @Test
    void used_one_time_url_stays_used_when_the_server_started_with_the_clock_ahead() {
        IssuedPresign used;
        IssuedPresign revoked;
        try (var open = open()) {
            used = open.issue();
            revoked = open.issue();
            open.ledger.claim(used.id(), used.expiresAt());
            open.ledger.revoke(revoked.id());
        }
        clock.turn(FAR);
        try (var open = open()) {
            clock.turn(FAR.negated());
            assertThat(open.ledger.claim(used.id(), used.expiresAt())).isFalse();
            assertThat(isRefused(open, revoked.id(), revoked.expiresAt())).isTrue();
            assertFree(open);
        }
    }

    @Test
    void url_revoked_by_its_id_or_with_its_stage_stays_revoked() {
        IssuedPresign one;
        IssuedPresign ofStage;
        try (var open = open()) {
            one = open.issue("ann", "t", "a");
            ofStage = open.issue("ann", "s", "a");
            open.ledger.revoke(one.id());
            open.ledger.revokeAll(new Stage("s"));
            clock.turn(FAR);
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "presign") == 0 && LedgerOnDisk.rows(directory, "watermark") == 0);
            clock.turn(FAR.negated());
            assertThat(isRefused(open, one.id(), one.expiresAt())).isTrue();
            assertThat(isRefused(open, ofStage.id(), ofStage.expiresAt())).isTrue();
            assertFree(open);
        }
        try (var open = open()) {
            assertThat(isRefused(open, one.id(), one.expiresAt())).isTrue();
            assertThat(isRefused(open, ofStage.id(), ofStage.expiresAt())).isTrue();
            assertFree(open);
        }
    }

    @Test
    void second_step_back_forgets_nothing_of_the_first() {
        try (var open = open()) {
            IssuedPresign first = open.issue();
            open.ledger.claim(first.id(), first.expiresAt());
            clock.turn(FAR);
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "claim") == 0);
            clock.turn(FAR.negated());
            IssuedPresign second = open.issue();
            open.ledger.claim(second.id(), second.expiresAt());
            clock.turn(Duration.ofDays(1));
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "claim") == 0);
            clock.turn(Duration.ofDays(-1));
            assertThat(open.ledger.claim(first.id(), first.expiresAt())).isFalse();
            assertThat(open.ledger.claim(second.id(), second.expiresAt())).isFalse();
            assertFree(open);
        }
        try (var open = open()) {
            assertThat(LedgerOnDisk.rows(directory, "forgotten")).isEqualTo(2);
            assertFree(open);
        }
    }

    @Test
    void nothing_is_noted_when_there_is_nothing_to_forget() {
        try (var open = open()) {
            IssuedPresign presign = open.issue();
            clock.turn(FAR);
            LedgerOnDisk.tidied(open, () -> LedgerOnDisk.rows(directory, "presign") == 0);
            clock.turn(FAR.negated());
            assertThat(isRefused(open, presign.id(), presign.expiresAt())).isFalse();
        }
    }

    @Test
    void moments_stay_few_and_refuse_no_less() {
        Forgotten forgotten = new Forgotten();
        for (int i = 0; i < 100; i++) {
            forgotten.load(forgotten.with(new Forgotten.Moment(i, 1_000 - i)));
            for (int j = 0; j <= i; j++) {
                assertThat(forgotten.covers(j, 1_000 - j)).isTrue();
            }
        }
        assertThat(forgotten.moments()).hasSize(Forgotten.MAX_MOMENTS);
        assertThat(forgotten.with(new Forgotten.Moment(100, 1_000))).isEqualTo(List.of(new Forgotten.Moment(100, 1_000)));
        assertThat(forgotten.covers(100, 900)).isFalse();
    }

    /** A URL issued after the clock went back can be used, once. */
    private static void assertFree(OpenLedger open) {
        IssuedPresign next = open.issue();
        assertThat(isRefused(open, next.id(), next.expiresAt())).isFalse();
        assertThat(open.ledger.claim(next.id(), next.expiresAt())).isTrue();
        assertThat(open.ledger.claim(next.id(), next.expiresAt())).isFalse();
    }
}
