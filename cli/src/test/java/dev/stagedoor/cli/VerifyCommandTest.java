package dev.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.app.TestServer;
import dev.stagedoor.client.FetchedRows;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code stagedoor verify} on directories that a server has used. */
class VerifyCommandTest {
    /** Clears the screen, in two ways, and turns the direction of writing. */
    private static final String ODD = "a\u001b[2J\u009b2J\u202e";

    @TempDir
    Path temporary;

    private record Outcome(int exitCode, String out, String err) {}

    private Path data() {
        return temporary.resolve("data");
    }

    private Outcome verify(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = Stream.concat(Stream.of("verify", "--data", data().toString()), Stream.of(arguments)).toArray(String[]::new);
        int exitCode = Main.commandLine(all).setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true)).execute(all);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    /** A whole server has been here, and two files have been stored. */
    private void fill() {
        new TestServer(data()).close();
        try (DataDirectory directory = DataDirectory.open(data());
                EmbeddedStore store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC())) {
            for (String key : List.of(ODD, "b")) {
                byte[] bytes = key.repeat(20_000).getBytes(StandardCharsets.UTF_8);
                store.put(new ObjectKey(key), new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.empty()), PutConditions.NONE);
            }
        }
    }

    private void damage() throws IOException {
        try (Stream<Path> files = Files.walk(data().resolve("store/blobs")).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[1_000]++;
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void whole_directory_is_exit_code_0_with_progress_apart() {
        fill();
        Outcome outcome = verify();
        assertThat(outcome.out()).isEqualTo("2 files, 260,000 bytes: everything is whole\n");
        assertThat(outcome.err())
                .contains("looking through catalog.db", "looking through warehouse.db", "looking through ledger/ledger.db")
                .contains( "2 of 2 files, 0.3 of 0.3 MB\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(verify("--quiet").err()).isEmpty();
    }

    @Test
    void damage_is_exit_code_1_and_a_line_each_that_no_terminal_obeys() throws IOException {
        fill();
        damage();
        Outcome outcome = verify();
        assertThat(outcome.out())
                .contains("damaged: a\\u001B[2J\\u009B2J\\u202E: its content in store/blobs/", "damaged: b: ")
                .endsWith(": 2 damaged\n")
                .doesNotContain("\u001b", "\u009b", "\u202e");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void json_is_one_object() throws IOException {
        fill();
        assertThat(JsonMapper.shared().readTree(verify("-o", "json").out()).get("whole").asBoolean()).isTrue();
        damage();
        Outcome outcome = verify("-o", "json");
        JsonNode report = JsonMapper.shared().readTree(outcome.out());
        assertThat(report.get("whole").asBoolean()).isFalse();
        assertThat(report.get("files").asLong()).isEqualTo(2);
        assertThat(report.get("bytes").asLong()).isEqualTo(260_000);
        assertThat(report.get("damage").asLong()).isEqualTo(2);
        assertThat(report.get("findings").values()).extracting(finding -> finding.get("kind").asString()).containsOnly("digest_differs");
        assertThat(report.get("findings").values()).extracting(finding -> finding.get("what").asString())
                .containsExactlyInAnyOrder(ODD, "b");
        assertThat(outcome.out()).doesNotContain("\u001b", "\u009b", "\u202e");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog.key", "signing.key", "ledger/journal", "catalog.db", "warehouse.db", "ledger/ledger.db"})
    void what_serve_would_refuse_is_damaged(String file) throws IOException {
        fill();
        Files.write(data().resolve(file), Arrays.copyOf("garbage".getBytes(StandardCharsets.UTF_8), 4_096));
        Outcome outcome = verify();
        assertThat(outcome.out()).contains("damaged: " + file + ": it is ").endsWith(": 1 damaged\n").doesNotContain("SQLITE", "[");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThatThrownBy(() -> new TestServer(data()).close()).isInstanceOf(StagedoorException.class);
    }

    @Test
    void journal_that_was_cut_is_damaged() throws IOException {
        fill();
        try (var journal = new RandomAccessFile(data().resolve("ledger/journal").toFile(), "rw")) {
            journal.setLength(1 << 20);
        }
        assertThat(verify().out()).contains("damaged: ledger/journal: ");
        assertThatThrownBy(() -> new TestServer(data()).close()).isInstanceOf(StagedoorException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog.db", "ledger/ledger.db"})
    void database_that_lost_its_log_is_damaged(String database) throws IOException {
        Path running = temporary.resolve("running");
        try (var server = new TestServer(running)) {
            assertThat(FetchedRows.of(server.client().execute("CREATE STAGE s")).rows()).isEmpty();
            assertThat(FetchedRows.of(server.client().execute("REVOKE PRESIGN ON STAGE s"))).isNotNull();
            try (Stream<Path> all = Files.walk(running)) {
                for (Path path : all.toList()) {
                    Files.copy(path, data().resolve(running.relativize(path).toString()));
                }
            }
        }
        assertThat(verify().exitCode()).isZero();
        Files.delete(data().resolve(database + "-wal"));
        assertThat(verify().out()).contains("damaged: " + database + ": it lacks its last ", "which had been answered");
    }

    @Test
    void nothing_is_left_behind() throws IOException {
        fill();
        Set<Path> before = files();
        assertThat(verify().exitCode()).isZero();
        assertThat(files()).isEqualTo(before);
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(data())) {
            return files.collect(Collectors.toSet());
        }
    }

    @Test
    void result_that_cannot_be_written_is_exit_code_1() throws IOException {
        fill();
        String[] arguments = {"verify", "--quiet", "--data", data().toString()};
        try (var full = new PrintWriter(Files.newBufferedWriter(Path.of("/dev/full")))) {
            var err = new PrintWriter(new StringWriter());
            assertThat(Main.commandLine(arguments).setOut(full).setErr(err).execute(arguments)).isEqualTo(1);
        }
    }

    @Test
    void directory_of_a_running_server_and_no_directory_are_one_line_and_exit_code_1() {
        try (var server = new TestServer(data())) {
            assertThat(FetchedRows.of(server.client().execute("SELECT 1")).rows()).hasSize(1);
            Outcome outcome = verify();
            assertThat(outcome.err()).contains("is in use by this process: stop it first").hasLineCount(1);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.exitCode()).isEqualTo(1);
        }
        Outcome outcome = verify("--set", "x");
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @Test
    void path_that_is_no_data_directory_is_one_line_and_nothing_is_made() {
        Outcome outcome = verify();
        assertThat(outcome.err()).contains("is no data directory of Stagedoor").hasLineCount(1);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(data()).doesNotExist();
    }
}
