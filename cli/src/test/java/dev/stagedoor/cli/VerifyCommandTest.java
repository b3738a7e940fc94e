package dev.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.cli.client.FetchedRows;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code stagedoor verify} on directories that a server has used. */
class VerifyCommandTest {
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
            for (String key : List.of("a\u001b[2J", "b")) {
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
        assertThat(outcome.out()).isEqualTo("2 files, 120,000 bytes: everything is whole\n");
        assertThat(outcome.err())
                .contains("looking through catalog.db", "looking through ledger/ledger.db", "2 of 2 files, 0.1 of 0.1 MB\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(verify("--quiet").err()).isEmpty();
    }

    @Test
    void damage_is_exit_code_1_and_a_line_each_that_no_terminal_obeys() throws IOException {
        fill();
        damage();
        Outcome outcome = verify();
        assertThat(outcome.out()).contains("damaged: a\\u001B[2J: its content in store/blobs/", "damaged: b: ").endsWith(": 2 damaged\n")
                .doesNotContain("\u001b");
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
        assertThat(report.get("bytes").asLong()).isEqualTo(120_000);
        assertThat(report.get("damage").asLong()).isEqualTo(2);
        assertThat(report.get("findings").values()).extracting(finding -> finding.get("kind").asString()).containsOnly("digest_differs");
        assertThat(report.get("findings").values()).extracting(finding -> finding.get("what").asString())
                .containsExactlyInAnyOrder("a\u001b[2J", "b");
        assertThat(outcome.exitCode()).isEqualTo(1);
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
