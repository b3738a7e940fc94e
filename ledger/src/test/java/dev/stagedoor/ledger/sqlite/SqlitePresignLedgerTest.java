package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlitePresignLedgerTest {
    @TempDir
    Path directory;

    private final HandClock clock = new HandClock();

    private OpenLedger open() {
        return OpenLedger.at(directory.resolve("ledger"), clock);
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

            clock.advance(Duration.ofSeconds(1));
            Instant first = clock.instant();
            open.serve(presign.id(), 10);
            clock.advance(Duration.ofSeconds(1));
            Instant last = clock.instant();
            open.serve(presign.id(), 20);
            clock.advance(Duration.ofSeconds(1));
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
            clock.advance(Duration.ofHours(-1));
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(ids).allMatch(id -> id.value().version() == 7 && id.value().variant() == 2);
    }

    @Test
    void ids_stay_behind_what_the_database_holds_when_the_journal_is_lost() throws Exception {
        PresignId last;
        try (var open = open()) {
            last = open.issue().id();
        }
        Files.delete(directory.resolve("ledger/journal"));
        clock.advance(Duration.ofDays(-1));
        try (var open = open()) {
            assertThat(open.ledger.nextId()).isGreaterThan(last);
        }
    }

    @Test
    void ids_of_racing_threads_are_distinct_and_bear_the_time() throws Exception {
        try (var open = open()) {
            List<List<PresignId>> given = race(8, () -> {
                List<PresignId> ids = new ArrayList<>();
                for (int i = 0; i < 5_000; i++) {
                    ids.add(open.ledger.nextId());
                }
                return ids;
            });

            Set<Long> keys = new HashSet<>();
            for (List<PresignId> ids : given) {
                assertThat(ids).isSorted();
                ids.forEach(id -> keys.add(LedgerKey.of(id)));
            }
            assertThat(keys).hasSize(40_000);
            long milliseconds = given.getFirst().getFirst().value().getMostSignificantBits() >>> 16;
            assertThat(Instant.ofEpochMilli(milliseconds)).isBetween(clock.instant(), clock.instant().plusMillis(10));
        }
    }

    @Test
    void one_of_a_thousand_racing_claims_wins() throws Exception {
        try (var open = open()) {
            var presign = open.issue();

            List<Boolean> won = race(1_000, () -> open.ledger.claim(presign.id(), presign.expiresAt()));

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
    void claim_that_could_not_be_written_was_not_made() {
        var open = open();
        var presign = open.issue();
        open.close();

        assertThatThrownBy(() -> open.ledger.claim(presign.id(), presign.expiresAt())).isInstanceOf(StagedoorException.class);

        try (var again = open()) {
            assertThat(again.ledger.claim(presign.id(), presign.expiresAt())).isTrue();
        }
    }

    @Test
    void nothing_can_be_issued_once_the_ledger_is_closed() {
        var open = open();
        open.close();

        assertThatThrownBy(open::issue)
                .isInstanceOfSatisfying(StagedoorException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
                    assertThat(e.retryable()).isTrue();
                });
    }

    @Test
    void texts_longer_than_the_ledger_takes_are_refused() {
        try (var open = open()) {
            assertThatThrownBy(() -> open.issue("ann", "s", "é".repeat(513)))
                    .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS))
                    .hasMessageContaining("path")
                    .hasMessageContaining("1026");
            open.issue("ann", "s", "é".repeat(512));
            assertThat(open.all()).hasSize(1);
        }
    }

    @Test
    void long_refusal_is_cut_at_a_character() {
        try (var open = open()) {
            var presign = open.issue();
            open.refuse(presign.id(), "a" + "🙂".repeat(300));
            assertThat(open.found(presign.id()).refusal()).contains("a" + "🙂".repeat(255));
        }
    }

    @Test
    void only_the_owner_may_read_the_files() throws Exception {
        try (var open = open()) {
            open.issue();
            open.all();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ledger")))).isEqualTo("rwx------");
            try (var files = Files.list(directory.resolve("ledger"))) {
                assertThat(files.toList())
                        .hasSizeGreaterThanOrEqualTo(3)
                        .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void ledger_that_is_open_cannot_be_opened_again() {
        try (var open = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                    .hasMessageContaining("another process");
            open.issue();
        }
    }

    @Test
    void journal_that_is_something_else_is_not_written_over() throws Exception {
        open().close();
        try (var journal = new RandomAccessFile(directory.resolve("ledger/journal").toFile(), "rw")) {
            journal.write("somebody's letter".getBytes());
        }
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("damaged");
    }

    @Test
    void less_than_a_minute_cannot_be_kept() {
        assertThatThrownBy(() -> new LedgerOptions(Duration.ofSeconds(59)))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG));
    }

    private static <T> List<T> race(int callers, Callable<T> call) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> racing = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                racing.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> result : racing) {
                results.add(result.get());
            }
            return results;
        }
    }
}
