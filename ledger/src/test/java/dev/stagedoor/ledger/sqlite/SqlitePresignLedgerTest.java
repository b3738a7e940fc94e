package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.OpenLedger;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.testsupport.Race;
import dev.stagedoor.testsupport.TurnableClock;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlitePresignLedgerTest {
    @TempDir
    Path directory;

    private final TurnableClock clock = new TurnableClock();

    private OpenLedger open() {
        return LedgerOnDisk.at(directory.resolve("ledger"), clock);
    }

    @Test
    void ids_stay_behind_what_the_database_holds_when_the_journal_is_lost() throws Exception {
        PresignId last;
        try (var open = open()) {
            last = open.issue().id();
        }
        Files.delete(directory.resolve("ledger/journal"));
        clock.turn(Duration.ofDays(-1));
        try (var open = open()) {
            assertThat(open.ledger.nextId()).isGreaterThan(last);
        }
    }

    @Test
    void ids_of_racing_threads_are_distinct_and_bear_the_time() throws Exception {
        try (var open = open()) {
            List<List<PresignId>> given = Race.of(8, () -> {
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
}
