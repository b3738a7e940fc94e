package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.testsupport.TurnableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that cannot be written. */
class LedgerFaultsTest {
    private static final int SMALL_JOURNAL_BYTES = 16 << 10;

    @TempDir
    Path directory;

    private final TurnableClock clock = new TurnableClock();

    @Test
    @Timeout(60)
    void urls_are_refused_and_none_is_lost_while_the_database_cannot_be_written() throws Exception {
        List<IssuedPresign> issued = new ArrayList<>();
        try (var open = LedgerOnDisk.at(directory.resolve("ledger"), clock, SMALL_JOURNAL_BYTES)) {
            issued.add(open.issue());
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger/ledger.db"))) {
                other.createStatement().execute("BEGIN IMMEDIATE");

                assertUnavailable(() -> {
                    while (true) {
                        issued.add(open.issue());
                    }
                });
                assertUnavailable(() -> open.ledger.claim(issued.getFirst().id(), issued.getFirst().expiresAt()));
                assertUnavailable(() -> open.ledger.revoke(issued.getFirst().id()));
            }
            // Asking for something makes the ledger try again at once.
            assertThat(open.ledger.claim(issued.getFirst().id(), issued.getFirst().expiresAt())).isTrue();
            issued.add(open.issue());
            assertThat(open.all()).extracting(PresignRecord::issued).containsExactlyElementsOf(issued.reversed());
        }
    }

    /** Whoever must not wait asks first: the journal says so long before an entry waits for room. */
    @Test
    @Timeout(60)
    void ledger_says_that_it_has_no_room_before_entering_waits() throws Exception {
        try (var open = LedgerOnDisk.at(directory.resolve("ledger"), clock, SMALL_JOURNAL_BYTES)) {
            assertThat(open.ledger.hasRoom()).isTrue();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger/ledger.db"))) {
                other.createStatement().execute("BEGIN IMMEDIATE");
                while (open.ledger.hasRoom()) {
                    open.issue();
                }
                open.issue();
            }
            open.all();
            assertThat(open.ledger.hasRoom()).isTrue();
        }
    }

    @Test
    @Timeout(60)
    void what_is_left_in_the_journal_at_the_end_is_entered_at_the_next_start() throws Exception {
        IssuedPresign issued;
        try (Connection other = lockedDatabase()) {
            try (var open = LedgerOnDisk.at(directory.resolve("ledger"), clock)) {
                other.createStatement().execute("BEGIN IMMEDIATE");
                issued = open.issue();
                open.serve(issued.id(), 3);
            }
        }
        for (int start = 0; start < 2; start++) {
            try (var open = LedgerOnDisk.at(directory.resolve("ledger"), clock)) {
                assertThat(open.all()).extracting(PresignRecord::issued).containsExactly(issued);
                assertThat(open.found(issued.id()).uses()).isEqualTo(1);
            }
        }
    }

    private Connection lockedDatabase() throws SQLException {
        LedgerOnDisk.at(directory.resolve("ledger"), clock).close();
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("ledger/ledger.db"));
    }

    @Test
    @Timeout(120)
    void full_disk_loses_nothing_and_takes_more_once_there_is_room() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()), "this user may not mount a file system");
        try {
            fillAndEmpty(disk);
        } finally {
            // Lazily: the mapping of the journal stays until the collector finds it.
            assertThat(succeeds("umount", "-l", disk.toString())).isTrue();
        }
    }

    private void fillAndEmpty(Path disk) throws IOException {
        List<IssuedPresign> issued = new ArrayList<>();
        try (var open = LedgerOnDisk.at(disk.resolve("ledger"), clock, SMALL_JOURNAL_BYTES)) {
            issued.add(open.issue());
            Path filler = disk.resolve("filler");
            fill(filler);
            assertUnavailable(() -> {
                while (true) {
                    issued.add(open.issue());
                }
            });
            assertUnavailable(() -> open.ledger.claim(issued.getFirst().id(), issued.getFirst().expiresAt()));
            Files.delete(filler);

            assertThat(open.ledger.claim(issued.getFirst().id(), issued.getFirst().expiresAt())).isTrue();
            issued.add(open.issue());
            assertThat(open.all()).extracting(PresignRecord::issued).containsExactlyElementsOf(issued.reversed());
        }
        try (var open = LedgerOnDisk.at(disk.resolve("ledger"), clock)) {
            assertThat(open.all()).extracting(PresignRecord::issued).containsExactlyElementsOf(issued.reversed());
        }
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[4096];
            while (true) {
                try {
                    out.write(block);
                } catch (IOException full) {
                    return;
                }
            }
        }
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StagedoorException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
            assertThat(e.retryable()).isTrue();
        });
    }
}
