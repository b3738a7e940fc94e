package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.storage.disk.DamagedFileException;
import dev.stagedoor.testsupport.TurnableClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that has lost claims or revocations is told from one after a crash, which has lost none. */
class LostLedgerChangesTest {
    @TempDir
    Path temporary;

    private final TurnableClock clock = new TurnableClock();

    private Path crashed() {
        return temporary.resolve("crashed");
    }

    private Path log() {
        return crashed().resolve("ledger.db-wal");
    }

    private record Urls(IssuedPresign usedUp, IssuedPresign revoked, IssuedPresign ofTheUser) {}

    /** What a kill leaves of a ledger with a used-up URL and two that were revoked. */
    private Urls crash() throws IOException {
        try (var open = LedgerOnDisk.at(temporary.resolve("ledger"), clock)) {
            var urls = new Urls(open.issue(), open.issue(), open.issue("bob", "t", "x"));
            open.ledger.revoke(urls.revoked().id());
            open.ledger.revokeAll(new PresignScope.User("bob"));
            assertThat(open.ledger.claim(urls.usedUp().id(), urls.usedUp().expiresAt())).isTrue();
            copy(temporary.resolve("ledger"), crashed());
            return urls;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(length);
        }
    }

    private void assertRefused() {
        assertThatThrownBy(() -> LedgerOnDisk.at(crashed(), clock).close()).isInstanceOfSatisfying(DamagedFileException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
            assertThat(e).hasMessageContaining("which had been answered").hasMessageNotContaining("\n");
            assertThat(e.reason()).contains("ledger.db-wal was cut short or removed");
        });
    }

    private void assertHolds(Urls urls) {
        try (var open = LedgerOnDisk.at(crashed(), clock)) {
            assertThat(open.ledger.claim(urls.usedUp().id(), urls.usedUp().expiresAt())).isFalse();
            assertThat(open.ledger.isRevoked(urls.revoked().id())).isTrue();
            assertThat(open.ledger.isRevoked(urls.ofTheUser().id())).isTrue();
        }
    }

    @Test
    void after_a_crash_the_ledger_opens() throws IOException {
        Urls urls = crash();
        for (int start = 0; start < 2; start++) {
            assertHolds(urls);
        }
    }

    @Test
    void log_that_was_cut_short_anywhere_is_refused_and_left_alone() throws IOException {
        Urls urls = crash();
        Path whole = Files.copy(log(), temporary.resolve("whole"));
        long length = Files.size(log());
        for (long cut : List.of(length - 1, length / 2, 32L, 0L)) {
            truncate(log(), cut);
            assertRefused();
            assertThat(Files.size(log())).isEqualTo(cut);
        }
        Files.delete(log());
        Files.copy(whole, log());
        assertHolds(urls);
    }

    @Test
    void log_that_was_removed_is_refused() throws IOException {
        crash();
        Files.delete(log());
        assertRefused();
    }

    @Test
    void older_copy_of_the_database_is_refused() throws IOException {
        IssuedPresign issued;
        try (var open = LedgerOnDisk.at(crashed(), clock)) {
            issued = open.issue();
        }
        Path old = Files.copy(crashed().resolve("ledger.db"), temporary.resolve("old.db"));
        try (var open = LedgerOnDisk.at(crashed(), clock)) {
            open.ledger.revoke(issued.id());
        }
        Files.delete(crashed().resolve("ledger.db"));
        Files.copy(old, crashed().resolve("ledger.db"));

        assertRefused();
    }

    /** A power cut takes transactions that nobody waited for, and may leave the newest mark. */
    @Test
    void urls_whose_log_was_not_synced_when_the_power_went_are_no_lost_change() throws IOException {
        try (var open = LedgerOnDisk.at(temporary.resolve("ledger"), clock)) {
            IssuedPresign issued = open.issue();
            open.ledger.revoke(issued.id());
            long synced = Files.size(temporary.resolve("ledger/ledger.db-wal"));
            open.issue();
            assertThat(open.all()).hasSize(2);
            copy(temporary.resolve("ledger"), crashed());
            assertThat(Files.size(log())).isGreaterThan(synced);
            truncate(log(), synced);
        }
        try (var open = LedgerOnDisk.at(crashed(), clock)) {
            assertThat(open.all()).isNotEmpty();
        }
    }

    @Test
    void ledger_whose_mark_is_lost_opens_and_has_a_new_one() throws IOException {
        Urls urls = crash();
        Files.delete(crashed().resolve("commits"));
        assertHolds(urls);
        try (var open = LedgerOnDisk.at(crashed(), clock)) {
            open.ledger.revoke(open.issue().id());
            copy(crashed(), temporary.resolve("again"));
        }
        Files.delete(temporary.resolve("again/ledger.db-wal"));
        assertThatThrownBy(() -> LedgerOnDisk.at(temporary.resolve("again"), clock).close()).isInstanceOf(DamagedFileException.class);
    }

    @Test
    void ledger_of_the_version_before_is_taken_as_it_is_and_counts_from_then_on() throws IOException, SQLException {
        Urls urls = crash();
        Files.delete(crashed().resolve("commits"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + crashed().resolve("ledger.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE upload");
            statement.execute("ALTER TABLE journal DROP COLUMN commits");
            statement.execute("PRAGMA user_version = 2");
        }
        assertHolds(urls);
        assertThat(crashed().resolve("commits")).hasSize(16);
        assertHolds(urls);
    }
}
