package dev.stagedoor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.PresignLedger.ArrivalWatch;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.ledger.PresignScope.User;
import dev.stagedoor.ledger.PresignScope.UserStage;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.testsupport.Race;
import dev.stagedoor.testsupport.TurnableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every ledger does. An implementation is done when it passes. */
public abstract class PresignLedgerContract {
    private final TurnableClock clock = new TurnableClock();

    /** The ledger of this test. It is opened again after it was closed, and then has what was entered before. */
    protected abstract PresignLedger open(Clock clock);

    private OpenLedger open() {
        return new OpenLedger(open(clock), clock);
    }

    @Test
    void what_was_issued_is_found_as_it_was() {
        try (var open = open()) {
            var presign = open.issue("größe 🙂", "~", "ünïcode/日本語.csv", HttpMethod.PUT, true, Duration.ofDays(7));

            PresignRecord found = open.found(presign.id());

            assertThat(found.issued()).isEqualTo(presign);
            assertThat(found.outcome()).isEqualTo(Outcome.ISSUED);
            assertThat(found.uses()).isZero();
            assertThat(found.firstUsedAt()).isEmpty();
            assertThat(found.bytes()).isEmpty();
        }
    }

    @Test
    void what_was_never_issued_is_not_found() {
        try (var open = open()) {
            var presign = open.issue();
            var sameKey = new PresignId(
                    new UUID(presign.id().value().getMostSignificantBits(), presign.id().value().getLeastSignificantBits() ^ 1));

            assertThat(open.ledger.find(open.ledger.nextId())).isEmpty();
            assertThat(open.ledger.find(sameKey)).isEmpty();
        }
    }

    @Test
    void everything_is_there_after_opening_again() {
        IssuedPresign used;
        IssuedPresign refused;
        try (var open = open()) {
            used = open.issue();
            refused = open.issue();
            open.serve(used.id(), 10);
            open.refuse(refused.id(), "The URL must come from 10.0.0.0/8.");
        }
        try (var open = open()) {
            assertThat(open.found(used.id()).outcome()).isEqualTo(Outcome.USED);
            assertThat(open.found(refused.id()).refusal()).contains("The URL must come from 10.0.0.0/8.");
            assertThat(open.all()).extracting(PresignRecord::issued).containsExactly(refused, used);
        }
    }

    @Test
    void uses_are_counted_in_order_and_refusals_beside_them() {
        try (var open = open()) {
            var presign = open.issue();
            open.refuse(presign.id(), "too early");
            assertThat(open.found(presign.id()).outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(open.found(presign.id()).uses()).isZero();

            clock.turn(Duration.ofSeconds(1));
            Instant first = clock.instant();
            open.serve(presign.id(), 10);
            clock.turn(Duration.ofSeconds(1));
            Instant last = clock.instant();
            open.serve(presign.id(), 20);
            clock.turn(Duration.ofSeconds(1));
            open.refuse(presign.id(), "too late");

            PresignRecord found = open.found(presign.id());
            assertThat(found.outcome()).isEqualTo(Outcome.USED);
            assertThat(found.firstUsedAt()).contains(first);
            assertThat(found.lastUsedAt()).contains(last);
            assertThat(found.uses()).isEqualTo(2);
            assertThat(found.bytes()).hasValue(20);
            assertThat(found.usedFrom()).contains(OpenLedger.ADDRESS);
            assertThat(found.refusal()).contains("too late");
        }
    }

    @Test
    void records_come_newest_first_over_many_pages_while_others_are_issued() {
        try (var open = open()) {
            List<IssuedPresign> issued = new ArrayList<>();
            for (int i = 0; i < 1_700; i++) {
                issued.addFirst(open.issue("ann", "s", "file-" + i));
            }
            List<IssuedPresign> seen = new ArrayList<>();
            try (PresignRecords records = open.ledger.records()) {
                for (PresignRecord next = records.next(); next != null; next = records.next()) {
                    seen.add(next.issued());
                    open.issue("ann", "s", "meanwhile");
                }
            }
            assertThat(seen).isEqualTo(issued);
        }
    }

    @Test
    void ids_go_up_in_one_process_and_from_one_to_the_next_though_the_clock_goes_back() {
        List<PresignId> ids = new ArrayList<>();
        for (int process = 0; process < 3; process++) {
            try (var open = open()) {
                for (int i = 0; i < 10_000; i++) {
                    ids.add(open.ledger.nextId());
                }
            }
            clock.turn(Duration.ofHours(-1));
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(ids).allMatch(id -> id.value().version() == 7 && id.value().variant() == 2);
    }

    @Test
    void one_of_a_thousand_racing_claims_wins() throws Exception {
        try (var open = open()) {
            var presign = open.issue();

            List<Boolean> won = Race.of(1_000, () -> open.ledger.claim(presign.id(), presign.expiresAt()));

            assertThat(won).filteredOn(Boolean::booleanValue).hasSize(1);
        }
    }

    @Test
    void claim_is_remembered_by_the_next_process_until_it_is_given_back() {
        IssuedPresign presign;
        try (var open = open()) {
            presign = open.issue();
            assertThat(open.ledger.claim(presign.id(), presign.expiresAt())).isTrue();
        }
        try (var open = open()) {
            assertThat(open.ledger.claim(presign.id(), presign.expiresAt())).isFalse();
            open.ledger.release(presign.id());
        }
        try (var open = open()) {
            assertThat(open.ledger.claim(presign.id(), presign.expiresAt())).isTrue();
        }
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
            clock.turn(OpenLedger.EXPIRE);

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
            clock.turn(OpenLedger.EXPIRE);
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
            clock.turn(OpenLedger.EXPIRE.multipliedBy(2));
            open.ledger.revokeAll(new Stage("s"));
            open.ledger.revokeAll(new Stage("s"));

            assertThat(open.found(presign.id()).outcome()).isEqualTo(Outcome.REVOKED);
            assertThat(open.all()).extracting(PresignRecord::outcome).containsExactly(Outcome.REVOKED);
        }
    }

    @Test
    void upload_arrives_when_its_file_is_seen() {
        try (var open = open()) {
            var upload = open.issueUpload("ext", "a/b.csv");
            Instant modified = clock.instant().plusSeconds(30);
            ArrivalWatch watch = open.ledger.watch(new Stage("ext"));
            watch.saw("a/other.csv", 1, modified);
            assertThat(open.found(upload.id()).outcome()).isEqualTo(Outcome.ISSUED);

            watch.saw("a/b.csv", 42, modified);

            PresignRecord found = open.found(upload.id());
            assertThat(found.outcome()).isEqualTo(Outcome.ARRIVED);
            assertThat(found.firstUsedAt()).contains(modified);
            assertThat(found.bytes()).hasValue(42);
        }
    }

    @Test
    void file_from_before_the_url_was_not_brought_by_it() {
        clock.turn(Duration.ofMillis(700));
        try (var open = open()) {
            var upload = open.issueUpload("ext", "a");
            ArrivalWatch watch = open.ledger.watch(new Stage("ext"));

            watch.saw("a", 1, clock.instant().minusSeconds(1));
            assertThat(open.found(upload.id()).outcome()).isEqualTo(Outcome.ISSUED);

            // Stores cut the time to the second.
            watch.saw("a", 1, clock.instant().truncatedTo(ChronoUnit.SECONDS));
            assertThat(open.found(upload.id()).outcome()).isEqualTo(Outcome.ARRIVED);
        }
    }

    @Test
    void nothing_is_watched_where_nothing_is_waited_for() {
        try (var open = open()) {
            open.issueUpload("ext", "a");
            open.issue("ann", "s", "a", HttpMethod.PUT, true, OpenLedger.EXPIRE);
            open.issue("ann", "t", "a", HttpMethod.GET, false, OpenLedger.EXPIRE);

            assertThat(open.ledger.watch(new Stage("s"))).isSameAs(ArrivalWatch.NONE);
            assertThat(open.ledger.watch(new Stage("t"))).isSameAs(ArrivalWatch.NONE);
            assertThat(open.ledger.watch(new UserStage("ann"))).isSameAs(ArrivalWatch.NONE);

            open.ledger.watch(new Stage("ext")).saw("a", 1, clock.instant());
            assertThat(open.ledger.watch(new Stage("ext"))).isSameAs(ArrivalWatch.NONE);
        }
    }

    @Test
    void user_stages_are_told_apart() {
        try (var open = open()) {
            var anns = open.issue("ann", "~", "a", HttpMethod.PUT, false, OpenLedger.EXPIRE);
            var bobs = open.issue("bob", "~", "a", HttpMethod.PUT, false, OpenLedger.EXPIRE);
            open.ledger.watch(new UserStage("ann")).saw("a", 1, clock.instant());

            assertThat(open.found(anns.id()).outcome()).isEqualTo(Outcome.ARRIVED);
            assertThat(open.found(bobs.id()).outcome()).isEqualTo(Outcome.ISSUED);
        }
    }

    @Test
    void uploads_are_waited_for_after_opening_again_until_they_arrive() {
        IssuedPresign upload;
        try (var open = open()) {
            upload = open.issueUpload("ext", "a");
        }
        try (var open = open()) {
            open.ledger.watch(new Stage("ext")).saw("a", 1, clock.instant());
        }
        try (var open = open()) {
            assertThat(open.ledger.watch(new Stage("ext"))).isSameAs(ArrivalWatch.NONE);
            assertThat(open.found(upload.id()).outcome()).isEqualTo(Outcome.ARRIVED);
        }
    }

    @Test
    void every_url_that_could_have_brought_a_file_has_arrived() {
        try (var open = open()) {
            var first = open.issueUpload("ext", "a");
            clock.turn(Duration.ofSeconds(10));
            var second = open.issueUpload("ext", "a");
            clock.turn(Duration.ofSeconds(10));
            Instant modified = clock.instant();
            clock.turn(Duration.ofSeconds(10));
            var third = open.issueUpload("ext", "a");
            open.ledger.watch(new Stage("ext")).saw("a", 1, modified);

            assertThat(open.found(first.id()).outcome()).isEqualTo(Outcome.ARRIVED);
            assertThat(open.found(second.id()).outcome()).isEqualTo(Outcome.ARRIVED);
            assertThat(open.found(third.id()).outcome()).isEqualTo(Outcome.ISSUED);
        }
    }

    @Test
    void what_would_be_revoked_is_counted_and_not_revoked() {
        try (var open = open()) {
            var presign = open.issue();
            open.issueUpload("s", "b");

            assertThat(open.ledger.wouldRevoke(new Stage("s"))).isEqualTo(open.ledger.wouldRevoke(new User("ann")));
            assertThat(open.ledger.wouldRevoke(new Stage("s")))
                    .isEqualTo(new Revocation(1, 1, Optional.of(clock.instant().plus(OpenLedger.EXPIRE))));
            assertNotRevoked(open, presign);
        }
    }

    @Test
    void there_is_room_in_an_empty_ledger_and_nothing_had_expired() {
        try (var open = open()) {
            var presign = open.issue();
            assertThat(open.ledger.hasRoom()).isTrue();
            assertThat(open.ledger.hadExpired(presign.id(), presign.expiresAt())).isFalse();
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
