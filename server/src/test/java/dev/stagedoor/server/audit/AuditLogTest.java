package dev.stagedoor.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.audit.AuditRecord.FailedLogin;
import dev.stagedoor.storage.PresignId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditLogTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00.001Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private AuditLog open(long maxBytes, int keep) {
        return AuditLog.open(new AuditOptions(new AuditOptions.Target.File(file()), maxBytes, keep), CLOCK);
    }

    private Path file() {
        return directory.resolve("audit.log");
    }

    private static FailedLogin entry(String user) {
        return new FailedLogin(Optional.of(user), "127.0.0.1", "/v1/query", 5100);
    }

    private static List<String> users(Path file) throws IOException {
        var users = new ArrayList<String>();
        for (String line : Files.readAllLines(file)) {
            users.add(JSON.readTree(line).get("user").asString());
        }
        return users;
    }

    @Test
    void a_line_is_an_object_whatever_stands_in_it() throws Exception {
        try (var log = open(1 << 20, 1)) {
            log.write(entry("a\"b\\c\n{\"kind\":\"x\"}\u2028\u0000\ud800é📚"));
        }
        List<String> lines = Files.readAllLines(file());
        assertThat(lines).hasSize(1);
        JsonNode line = JSON.readTree(lines.getFirst());
        assertThat(line.get("time").asString()).isEqualTo("2026-11-22T12:00:00.001Z");
        assertThat(line.get("kind").asString()).isEqualTo("login");
        assertThat(line.get("user").asString()).isEqualTo("a\"b\\c\n{\"kind\":\"x\"}\u2028\u0000\ufffdé📚");
    }

    @Test
    void only_its_owner_reads_it_also_when_it_was_there_before_and_after_a_rotation() throws Exception {
        Files.createFile(file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        try (var log = open(1, 2)) {
            log.write(entry("a"));
            log.write(entry("b"));
        }
        for (Path path : List.of(file(), directory.resolve("audit.log.1"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
        }
    }

    @Test
    void a_full_file_gives_way_and_so_many_are_kept() throws Exception {
        try (var log = open(300, 2)) {
            for (int i = 1; i <= 9; i++) {
                log.write(entry("u" + i));
            }
        }
        assertThat(users(directory.resolve("audit.log.2"))).containsExactly("u5", "u6");
        assertThat(users(directory.resolve("audit.log.1"))).containsExactly("u7", "u8");
        assertThat(users(file())).containsExactly("u9");
        assertThat(directory.resolve("audit.log.3")).doesNotExist();
        assertThat(Files.size(directory.resolve("audit.log.1"))).isLessThanOrEqualTo(300);
    }

    @Test
    void without_kept_files_only_the_newest_lines_are_there() throws Exception {
        try (var log = open(1, 0)) {
            log.write(entry("a"));
            log.write(entry("b"));
        }
        assertThat(users(file())).containsExactly("b");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void a_restart_goes_on_where_it_was() throws Exception {
        for (String user : List.of("a", "b")) {
            try (var log = open(1 << 20, 1)) {
                log.write(entry(user));
            }
        }
        assertThat(users(file())).containsExactly("a", "b");
    }

    @Test
    void lines_of_many_threads_stay_whole_across_rotations_and_interrupts() throws Exception {
        var written = new HashSet<String>();
        try (var log = open(20_000, 50); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 20; t++) {
                for (int i = 0; i < 50; i++) {
                    written.add("u" + t + "-" + i);
                }
                int thread = t;
                threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        Thread.currentThread().interrupt();
                        log.write(entry("u" + thread + "-" + i));
                    }
                });
            }
        }
        var read = new ArrayList<String>();
        try (var files = Files.list(directory)) {
            for (Path path : files.toList()) {
                read.addAll(users(path));
            }
        }
        assertThat(read).hasSize(1_000).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void a_file_that_cannot_be_opened_stops_the_start_with_a_sentence() {
        var options = new AuditOptions(new AuditOptions.Target.File(directory.resolve("none/audit.log")), 1, 1);
        assertThatThrownBy(() -> AuditLog.open(options, CLOCK)).isInstanceOf(StagedoorException.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void what_nobody_logs_is_kept_nowhere() {
        try (var off = AuditLog.open(new AuditOptions(new AuditOptions.Target.Nowhere(), 1 << 20, 1), CLOCK)) {
            StatementTrail trail = off.statement("id", "ann", "public", "127.0.0.1");
            trail.issued(List.of(new PresignId(new UUID(1, 2))));
            assertThat(trail.issued()).isEmpty();
        }
    }

    @Test
    void a_full_disk_stops_nobody_and_lost_lines_are_counted() {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        try (var log = AuditLog.open(new AuditOptions(new AuditOptions.Target.File(full), 1 << 20, 1), CLOCK)) {
            log.write(entry("a"));
            log.write(entry("b"));
            assertThat(log.lost()).isEqualTo(2);
        }
    }

    @Test
    void when_there_is_room_again_lines_are_written_again() {
        var sink = new FillingSink();
        try (var log = new AuditLog(sink, CLOCK)) {
            sink.full = true;
            log.write(entry("a"));
            sink.full = false;
            log.write(entry("b"));
            assertThat(log.lost()).isEqualTo(1);
        }
        assertThat(sink.text.toString(StandardCharsets.UTF_8)).contains("\"user\":\"b\"").doesNotContain("\"user\":\"a\"");
    }

    /** Out of room when a test wants it. */
    private static final class FillingSink implements LineSink {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private boolean full;

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            text.write(bytes, 0, length);
        }

        @Override
        public void close() {}
    }
}
