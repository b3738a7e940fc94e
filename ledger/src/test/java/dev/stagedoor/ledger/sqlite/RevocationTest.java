package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.ledger.PresignScope.User;
import dev.stagedoor.ledger.PresignScope.UserStage;
import dev.stagedoor.ledger.Revocation;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationTest {
    @TempDir
    Path directory;

    private final HandClock clock = new HandClock();

    private OpenLedger open() {
        return OpenLedger.at(directory.resolve("ledger"), clock);
    }

    @Test
    void one_url_is_revoked_and_its_neighbours_are_not() {
        IssuedPresign before;
        IssuedPresign revoked;
        IssuedPresign after;
        try (var open = open()) {
            before = open.issue();
            revoked = open.issue();
            after = open.issue();
            open.serve(revoked.id(), 5);

            assertThat(open.ledger.revoke(revoked.id())).contains(new Revocation(1, 0, Optional.empty()));
            assertThat(open.ledger.revoke(revoked.id())).contains(new Revocation(1, 0, Optional.empty()));

            assertThat(open.ledger.isRevoked(revoked.id())).isTrue();
            assertThat(open.ledger.isRevoked(before.id())).isFalse();
            assertThat(open.ledger.isRevoked(after.id())).isFalse();
            assertThat(open.found(revoked.id()).outcome()).isEqualTo(Outcome.REVOKED);
            assertThat(open.found(revoked.id()).uses()).isEqualTo(1);
        }
        try (var open = open()) {
            assertThat(open.ledger.isRevoked(revoked.id())).isTrue();
            assertThat(open.ledger.isRevoked(after.id())).isFalse();
        }
    }

    @Test
    void url_that_was_never_issued_cannot_be_revoked() {
        try (var open = open()) {
            assertThat(open.ledger.revoke(open.ledger.nextId())).isEmpty();
        }
    }

    @Test
    void revoking_an_expired_url_stops_nothing() {
        try (var open = open()) {
            var presign = open.issue();
            clock.advance(OpenLedger.EXPIRE);

            assertThat(open.ledger.revoke(presign.id())).contains(new Revocation(0, 0, Optional.empty()));
            assertThat(open.found(presign.id()).outcome()).isEqualTo(Outcome.ISSUED);
        }
    }

    @Test
    void url_to_a_store_elsewhere_is_beyond_reach() {
        try (var open = open()) {
            var presign = open.issueUpload("s", "a");
            assertThat(open.ledger.revoke(presign.id())).contains(new Revocation(0, 1, Optional.of(presign.expiresAt())));
        }
    }

    @Test
    void revoking_a_stage_concerns_what_was_issued_on_it_until_then() {
        IssuedPresign onIt;
        IssuedPresign elsewhere;
        IssuedPresign later;
        try (var open = open()) {
            onIt = open.issue("ann", "s", "a");
            open.issueUpload("s", "b");
            var longest = open.issue("bob", "s", "c", HttpMethod.PUT, false, Duration.ofDays(2));
            elsewhere = open.issue("ann", "t", "a");

            assertThat(open.ledger.revokeAll(new Stage("s"))).isEqualTo(new Revocation(1, 2, Optional.of(longest.expiresAt())));

            later = open.issue("ann", "s", "a");
            assertRevoked(open, onIt);
            assertNotRevoked(open, elsewhere);
            assertNotRevoked(open, later);
        }
        try (var open = open()) {
            assertRevoked(open, onIt);
            assertNotRevoked(open, elsewhere);
            assertNotRevoked(open, later);
        }
    }

    @Test
    void scopes_do_not_reach_into_each_other() {
        try (var open = open()) {
            var annsOwn = open.issue("ann", "~", "a");
            var bobsOwn = open.issue("bob", "~", "a");
            var annOnS = open.issue("ann", "s", "a");
            var bobOnS = open.issue("bob", "s", "a");
            // A stage may bear a user's name, and the other way round.
            var onAnn = open.issue("bob", "ann", "a");

            open.ledger.revokeAll(new UserStage("ann"));
            assertRevoked(open, annsOwn);
            assertNotRevoked(open, bobsOwn);
            assertNotRevoked(open, annOnS);
            assertNotRevoked(open, onAnn);

            open.ledger.revokeAll(new User("ann"));
            assertRevoked(open, annOnS);
            assertNotRevoked(open, bobOnS);
            assertNotRevoked(open, onAnn);
            assertNotRevoked(open, bobsOwn);
        }
    }

    @Test
    void id_taken_before_a_revocation_and_entered_after_it_is_revoked() {
        try (var open = open()) {
            PresignId id = open.ledger.nextId();
            open.ledger.revokeAll(new Stage("s"));
            var now = clock.instant();
            open.ledger.issued(new IssuedPresign(
                    id, now, "ann", "s", "a", HttpMethod.GET, "{}", now.plusSeconds(60), OpenLedger.ADDRESS, true));

            assertThat(open.ledger.isRevoked(id)).isTrue();
        }
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

    @Test
    void what_was_revoked_before_is_not_counted_again() {
        try (var open = open()) {
            open.ledger.revoke(open.issue().id());
            open.issue();
            assertThat(open.ledger.revokeAll(new Stage("s")).stopped()).isEqualTo(1);
            assertThat(open.ledger.revokeAll(new Stage("s")).stopped()).isZero();
            open.issue();
            assertThat(open.ledger.revokeAll(new User("ann")).stopped()).isEqualTo(1);
        }
    }

    @Test
    void url_that_had_expired_before_its_stage_was_revoked_was_not_revoked() {
        try (var open = open()) {
            var expired = open.issue();
            clock.advance(OpenLedger.EXPIRE);
            var live = open.issue();

            assertThat(open.ledger.revokeAll(new Stage("s")).stopped()).isEqualTo(1);

            assertThat(open.found(expired.id()).outcome()).isEqualTo(Outcome.ISSUED);
            assertThat(open.found(live.id()).outcome()).isEqualTo(Outcome.REVOKED);
        }
    }

    @Test
    void what_a_watermark_revoked_is_still_told_after_another_one() {
        try (var open = open()) {
            var presign = open.issue();
            open.ledger.revokeAll(new Stage("s"));
            clock.advance(OpenLedger.EXPIRE.multipliedBy(2));
            open.ledger.revokeAll(new Stage("s"));
            open.ledger.revokeAll(new Stage("s"));

            assertThat(open.found(presign.id()).outcome()).isEqualTo(Outcome.REVOKED);
            assertThat(open.all()).extracting(PresignRecord::outcome).containsExactly(Outcome.REVOKED);
        }
    }

    private static void assertRevoked(OpenLedger open, IssuedPresign presign) {
        assertThat(open.ledger.isRevoked(presign.id())).isTrue();
        assertThat(open.found(presign.id()).outcome()).isEqualTo(Outcome.REVOKED);
    }

    private static void assertNotRevoked(OpenLedger open, IssuedPresign presign) {
        assertThat(open.ledger.isRevoked(presign.id())).isFalse();
        assertThat(open.found(presign.id()).outcome()).isNotEqualTo(Outcome.REVOKED);
    }
}
