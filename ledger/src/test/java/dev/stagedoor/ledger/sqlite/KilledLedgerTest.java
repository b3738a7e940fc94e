package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.ledger.PresignScope.Stage;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that issues URLs without end is killed, and the ledger is opened again. */
class KilledLedgerTest {
    private static final int ROUNDS = 3;
    private static final int LINES_BEFORE_THE_KILL = 8_000;

    /** Uses, claims and revocations of one in so many. */
    private static final int USED = 10;

    private static final int CLAIMED = 1_000;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void what_was_acknowledged_survives_sigkill() throws Exception {
        List<PresignId> issued = new ArrayList<>();
        Set<PresignId> used = new HashSet<>();
        Set<PresignId> claimed = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            PresignId latest = issued.isEmpty() ? null : issued.getLast();
            for (String line : linesOfAKilledProcess()) {
                PresignId id = PresignId.parse(line.substring(1)).orElseThrow();
                switch (line.charAt(0)) {
                    case 'i' -> issued.add(id);
                    case 'u' -> used.add(id);
                    case 'c' -> claimed.add(id);
                    default -> throw new AssertionError(line);
                }
            }
            assertThat(issued).isSorted();
            assertThat(latest == null || issued.getLast().compareTo(latest) > 0).isTrue();
            try (var ledger = SqlitePresignLedger.open(directory, LedgerOptions.DEFAULT, Clock.systemUTC())) {
                assertHolds(ledger, issued, used, claimed);
            }
        }
    }

    private static void assertHolds(PresignLedger ledger, List<PresignId> issued, Set<PresignId> used, Set<PresignId> claimed) {
        Set<PresignId> missing = new HashSet<>(issued);
        Set<PresignId> unused = new HashSet<>(used);
        try (PresignRecords records = ledger.records()) {
            @Nullable PresignRecord next;
            while ((next = records.next()) != null) {
                PresignId id = next.issued().id();
                missing.remove(id);
                // Entered once, though it may have been in the journal and in the database.
                assertThat(next.uses()).isLessThanOrEqualTo(1);
                if (next.uses() == 1) {
                    unused.remove(id);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(unused).isEmpty();
        for (PresignId id : claimed) {
            assertThat(ledger.claim(id, Instant.now().plusSeconds(60))).isFalse();
            assertThat(ledger.isRevoked(id)).isTrue();
        }
        assertThat(ledger.nextId()).isGreaterThan(issued.getLast());
    }

    /** Kills the process after some lines, and reads what it still managed to say. */
    private List<String> linesOfAKilledProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Issuer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new ArrayList<>();
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                if (line.length() < 37) {
                    break; // the kill came in the middle of a line
                }
                lines.add(line);
                if (lines.size() == LINES_BEFORE_THE_KILL) {
                    // By its handle, because Process.destroyForcibly would close the stream over what is not read yet.
                    process.toHandle().destroyForcibly();
                }
            }
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        assertThat(lines).hasSizeGreaterThanOrEqualTo(LINES_BEFORE_THE_KILL);
        return lines;
    }

    /** Issues without end, and writes a line when something is done. */
    static final class Issuer {
        private Issuer() {}

        public static void main(String[] arguments) {
            var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            try (var ledger = SqlitePresignLedger.open(Path.of(arguments[0]), LedgerOptions.DEFAULT, Clock.systemUTC())) {
                for (int i = 0; ; i++) {
                    PresignId id = ledger.nextId();
                    Instant now = Instant.now();
                    ledger.issued(new IssuedPresign(
                            id, now, "ann", "s", "file-" + i, HttpMethod.GET, "{}", now.plus(Duration.ofHours(1)), "192.0.2.7", true));
                    out.println("i" + id);
                    if (i % USED == 0) {
                        ledger.used(new PresignUse(id, now, i, "192.0.2.8", Optional.empty()));
                        out.println("u" + id);
                    }
                    if (i % CLAIMED == 0) {
                        ledger.claim(id, now.plus(Duration.ofHours(1)));
                        ledger.revoke(id);
                        ledger.revokeAll(new Stage("t"));
                        out.println("c" + id);
                    }
                }
            }
        }
    }
}
