package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignLedger.ArrivalWatch;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.ledger.PresignScope.UserStage;
import dev.stagedoor.signing.HttpMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalTest {
    @TempDir
    Path directory;

    private final HandClock clock = new HandClock();

    private OpenLedger open() {
        return OpenLedger.at(directory.resolve("ledger"), clock);
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
        clock.advance(Duration.ofMillis(700));
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
    void file_from_long_after_the_url_expired_was_not_brought_by_it() {
        try (var open = open()) {
            var upload = open.issueUpload("ext", "a");
            ArrivalWatch watch = open.ledger.watch(new Stage("ext"));
            watch.saw("a", 1, upload.expiresAt().plus(AwaitedUploads.UPLOAD_MAY_TAKE).plusSeconds(1));
            assertThat(open.found(upload.id()).outcome()).isEqualTo(Outcome.ISSUED);
            watch.saw("a", 1, upload.expiresAt().plus(AwaitedUploads.UPLOAD_MAY_TAKE));
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
            clock.advance(Duration.ofSeconds(10));
            var second = open.issueUpload("ext", "a");
            clock.advance(Duration.ofSeconds(10));
            Instant modified = clock.instant();
            clock.advance(Duration.ofSeconds(10));
            var third = open.issueUpload("ext", "a");
            open.ledger.watch(new Stage("ext")).saw("a", 1, modified);

            assertThat(open.found(first.id()).outcome()).isEqualTo(Outcome.ARRIVED);
            assertThat(open.found(second.id()).outcome()).isEqualTo(Outcome.ARRIVED);
            assertThat(open.found(third.id()).outcome()).isEqualTo(Outcome.ISSUED);
        }
    }

    @Test
    void the_oldest_give_way_when_too_many_are_waited_for() {
        var uploads = new AwaitedUploads();
        for (int i = 0; i <= AwaitedUploads.MAX_AWAITED; i++) {
            uploads.add(upload(i, "path-" + i));
        }
        assertThat(uploads.saw(new Stage("ext"), "path-0", 1, clock.instant())).isEmpty();
        assertThat(uploads.saw(new Stage("ext"), "path-1", 1, clock.instant())).hasSize(1);
        assertThat(uploads.saw(new Stage("ext"), "path-1", 1, clock.instant())).isEmpty();
    }

    @Test
    void the_oldest_of_one_path_give_way_to_the_newest() {
        var uploads = new AwaitedUploads();
        for (int i = 0; i < 2 * AwaitedUploads.MAX_AWAITED_OF_A_PATH; i++) {
            uploads.add(upload(i, "a"));
        }
        assertThat(uploads.saw(new Stage("ext"), "a", 1, clock.instant()))
                .extracting(LedgerEntry.Arrived::key)
                .hasSize(AwaitedUploads.MAX_AWAITED_OF_A_PATH)
                .endsWith((long) 2 * AwaitedUploads.MAX_AWAITED_OF_A_PATH - 1);
    }

    private IssuedPresign upload(long key, String path) {
        Instant now = clock.instant();
        return new IssuedPresign(LedgerKey.id(key, 0), now, "ann", "ext", path, HttpMethod.PUT, "{}", now.plusSeconds(60), "", false);
    }
}
