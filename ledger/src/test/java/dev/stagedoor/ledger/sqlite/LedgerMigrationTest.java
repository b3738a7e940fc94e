package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.OpenLedger;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.testsupport.TurnableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ledger that an earlier version wrote opens, and loses nothing. {@code ledger-version-1.zip} is the directory of a ledger of the build
 * before version 2, whose process ended without closing it: two URLs and a use are in its journal alone.
 */
class LedgerMigrationTest {
    /** When the URLs were issued; the last two a second later. */
    private static final Instant ISSUED = Instant.parse("2026-11-22T10:00:00Z");

    private static final PresignId SERVED = id("01a202b2-c500-7000-baac-37d60db8634b");
    private static final PresignId REFUSED = id("01a202b2-c500-7001-bb00-be48fbcc37c8");
    private static final PresignId CLAIMED = id("01a202b2-c500-7002-9857-10446ef9898a");
    private static final PresignId REVOKED = id("01a202b2-c500-7003-a868-9b3d3ee86cd3");
    private static final PresignId OF_REVOKED_STAGE = id("01a202b2-c500-7004-934a-c43d47b9813d");
    private static final PresignId UPLOAD_ELSEWHERE = id("01a202b2-c8e8-7000-ab92-a6350d53cb9b");
    private static final PresignId LAST = id("01a202b2-c8e8-7001-8e15-a4a4c9c6d3b9");

    @TempDir
    Path directory;

    private final TurnableClock clock = new TurnableClock(ISSUED);

    @BeforeEach
    void unpackVersion1() throws IOException {
        InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream("ledger-version-1.zip"));
        try (var zip = new ZipInputStream(packed)) {
            for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
                Files.copy(zip, directory.resolve(file.getName()));
            }
        }
        clock.turn(Duration.ofMinutes(1));
    }

    @Test
    void ledger_of_the_first_version_opens_and_loses_nothing() throws SQLException {
        assertThat(version()).isEqualTo(1);
        for (int opening = 0; opening < 2; opening++) {
            try (OpenLedger open = open()) {
                assertThat(open.all().stream().map(row -> row.issued().id()))
                        .containsExactly(LAST, UPLOAD_ELSEWHERE, OF_REVOKED_STAGE, REVOKED, CLAIMED, REFUSED, SERVED);
                assertThat(open.found(SERVED).issued())
                        .isEqualTo(new IssuedPresign(SERVED, ISSUED, "ann", "s", "served.csv", HttpMethod.GET, "{\"expire\":3600}",
                                ISSUED.plus(Duration.ofHours(1)), OpenLedger.ADDRESS, true));
                assertThat(open.found(SERVED).outcome()).isEqualTo(Outcome.USED);
                assertThat(open.found(SERVED).bytes()).hasValue(17);
                assertThat(open.found(REFUSED).refusal()).contains("Request has expired");
                assertThat(open.found(UPLOAD_ELSEWHERE).issued().path()).isEqualTo("up/load.csv");
                assertThat(open.found(LAST).uses()).isEqualTo(1);
                assertThat(open.found(LAST).firstUsedAt()).contains(ISSUED.plusSeconds(1));
                assertThat(List.of(SERVED, REFUSED, CLAIMED, REVOKED, OF_REVOKED_STAGE, UPLOAD_ELSEWHERE, LAST).stream()
                                .filter(open.ledger::isRevoked))
                        .containsExactly(REVOKED, OF_REVOKED_STAGE);
                assertThat(open.ledger.claim(CLAIMED, ISSUED.plus(Duration.ofHours(2)))).as("it was used").isFalse();
            }
        }
        assertThat(version()).isEqualTo(LedgerDatabase.SCHEMA.newest());
    }

    @Test
    void ledger_that_was_led_on_works_as_a_new_one() {
        PresignId added;
        try (OpenLedger open = open()) {
            added = open.issue().id();
            assertThat(open.ledger.claim(SERVED, ISSUED.plus(Duration.ofHours(1)))).isTrue();
            assertThat(open.ledger.revokeAll(new PresignScope.User("cleo")).stopped()).isEqualTo(1);
            open.ledger.watch(new PresignScope.Stage("s")).saw("up/load.csv", 9, ISSUED.plusSeconds(5));
        }
        try (OpenLedger open = open()) {
            assertThat(open.all().getFirst().issued().id()).isEqualTo(added);
            assertThat(open.ledger.claim(SERVED, ISSUED.plus(Duration.ofHours(1)))).isFalse();
            assertThat(open.ledger.isRevoked(LAST)).isTrue();
            assertThat(open.found(UPLOAD_ELSEWHERE).outcome()).isEqualTo(Outcome.ARRIVED);
        }
    }

    @Test
    void ledger_of_a_newer_version_is_refused_untouched() throws SQLException {
        open().close();
        int newer = LedgerDatabase.SCHEMA.newest() + 1;
        execute("PRAGMA user_version = " + newer);

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .hasMessageContaining("written by a newer Stagedoor (schema " + newer)
                .hasMessageNotContaining("\n");

        assertThat(version()).isEqualTo(newer);
        execute("PRAGMA user_version = " + LedgerDatabase.SCHEMA.newest());
        try (OpenLedger open = open()) {
            assertThat(open.all()).hasSize(7);
        }
    }

    private OpenLedger open() {
        return LedgerOnDisk.at(directory, clock);
    }

    private int version() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static PresignId id(String uuid) {
        return new PresignId(UUID.fromString(uuid));
    }
}
