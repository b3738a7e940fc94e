package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.ledger.UploadPlan.State;
import dev.stagedoor.ledger.UploadReceipt;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.testsupport.TurnableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteUploadPlansTest {
    private static final Terms ALL = Terms.of(
            new ContentType("text/csv"),
            new ContentLength(7),
            new MaxSize(8),
            new Sha256(new byte[32]),
            new NoOverwrite(),
            new OneTime(),
            new FromAddresses(List.of(AddressRange.parse("10.0.0.0/8").orElseThrow())));

    @TempDir
    Path directory;

    private final TurnableClock clock = new TurnableClock();

    private PresignLedger open() {
        return SqlitePresignLedger.open(directory, LedgerOptions.DEFAULT, clock);
    }

    private UploadPlan plan(PresignLedger ledger, Terms terms, Optional<String> text) {
        var basis = new PresignBasis(new Incarnation(1), new Incarnation(2));
        return new UploadPlan(
                ledger.nextId(), "ann", "s", "a/größe.csv", basis, "internal:x", text, text, 40L << 20, 16 << 20, terms, text,
                clock.instant(), clock.instant().plus(Duration.ofDays(7)), State.OPEN, Optional.empty());
    }

    @Test
    void plan_is_found_as_it_was_entered_also_by_the_next_process() {
        UploadPlan plain;
        UploadPlan full;
        try (PresignLedger ledger = open()) {
            plain = plan(ledger, Terms.NONE, Optional.empty());
            full = plan(ledger, ALL, Optional.of("it's"));
            ledger.uploads().open(plain);
            ledger.uploads().open(full);
            assertThat(ledger.uploads().find(ledger.nextId())).isEmpty();
        }
        try (PresignLedger ledger = open()) {
            assertThat(ledger.uploads().find(plain.id())).contains(plain);
            assertThat(ledger.uploads().find(full.id())).contains(full);
            assertThat(ledger.uploads().older(Optional.empty(), 5)).containsExactly(full, plain);
            assertThat(ledger.uploads().older(Optional.of(full.id()), 5)).containsExactly(plain);
            assertThat(ledger.uploads().older(Optional.empty(), 1)).containsExactly(full);
        }
    }

    @Test
    void plan_that_ended_does_not_change_any_more() {
        try (PresignLedger ledger = open()) {
            UploadPlan one = plan(ledger, Terms.NONE, Optional.empty());
            UploadPlan two = plan(ledger, Terms.NONE, Optional.empty());
            var receipt = new UploadReceipt(5, Optional.of("\"e\""), Optional.empty(), clock.instant());
            ledger.uploads().open(one);
            ledger.uploads().open(two);

            ledger.uploads().completing(one.id());
            assertThat(ledger.uploads().find(one.id()).orElseThrow().state()).isEqualTo(State.COMPLETING);
            ledger.uploads().confirmed(one.id(), receipt);
            ledger.uploads().aborted(one.id());
            ledger.uploads().aborted(two.id());
            ledger.uploads().confirmed(two.id(), receipt);

            assertThat(ledger.uploads().find(one.id())).contains(one.as(State.CONFIRMED, Optional.of(receipt)));
            assertThat(ledger.uploads().find(two.id())).contains(two.as(State.ABORTED, Optional.empty()));
        }
    }

    @Test
    void open_plans_are_found_by_their_age() {
        try (PresignLedger ledger = open()) {
            UploadPlan old = plan(ledger, Terms.NONE, Optional.empty());
            UploadPlan ended = plan(ledger, Terms.NONE, Optional.empty());
            ledger.uploads().open(old);
            ledger.uploads().open(ended);
            ledger.uploads().aborted(ended.id());
            clock.turn(Duration.ofHours(1));
            ledger.uploads().open(plan(ledger, Terms.NONE, Optional.empty()));

            assertThat(ledger.uploads().openSince(clock.instant(), 5)).containsExactly(old);
        }
    }

    @Test
    void parts_cover_the_file() {
        try (PresignLedger ledger = open()) {
            UploadPlan plan = plan(ledger, Terms.NONE, Optional.empty());
            assertThat(plan.parts()).isEqualTo(3);
            assertThat(List.of(plan.offset(1), plan.offset(3), plan.length(1), plan.length(3)))
                    .containsExactly(0L, 32L << 20, 16L << 20, 8L << 20);
        }
    }
}
