package dev.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stagedoor serve} and {@code demo} as processes of their own, with their signals and exit codes. */
final class ServeCommandTest {
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    private Path directory;

    private record Outcome(int exitCode, String out, String err) {}

    @Test
    void ready_line_names_the_address_and_sigterm_ends_with_exit_code_0() throws Exception {
        Process process = start("serve", "--port", "0", "--data", directory.resolve("data").toString());
        String ready = firstLine(process);
        assertThat(ready).matches("Stagedoor \\S+ ready at http://127\\.0\\.0\\.1:\\d+ \\(data in " + directory.resolve("data") + "\\)");
        process.toHandle().destroy(); // unlike Process.destroy, leaves its output to be read
        Outcome outcome = finish(process);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEqualTo(
                "stagedoor: stopping; uploads and downloads in flight have up to 30 s to finish (Ctrl-C again to stop at once)\n");
    }

    @Test
    void taken_port_is_one_line() throws Exception {
        try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Outcome outcome =
                    run("serve", "--port", Integer.toString(socket.getLocalPort()), "--data", directory.resolve("data").toString());
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).startsWith("stagedoor: cannot listen on 127.0.0.1:" + socket.getLocalPort()).hasLineCount(1);
            assertThat(outcome.out()).isEmpty();
        }
    }

    @Test
    void data_directory_in_use_is_one_line() throws Exception {
        String data = directory.resolve("data").toString();
        Process holder = start("serve", "--port", "0", "--data", data);
        firstLine(holder);
        Outcome outcome = run("serve", "--port", "0", "--data", data);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("is in use by process " + holder.pid()).hasLineCount(1);
        holder.toHandle().destroy();
        finish(holder);
    }

    @Test
    void data_directory_that_is_a_file_is_one_line() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        Outcome outcome = run("serve", "--port", "0", "--data", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("is not a directory").hasLineCount(1);
    }

    @Test
    void lost_part_of_the_data_directory_is_one_line_with_the_command_that_accepts_it() throws Exception {
        Path data = directory.resolve("data");
        Process first = start("serve", "--port", "0", "--data", data.toString());
        firstLine(first);
        first.toHandle().destroy();
        finish(first);
        Files.delete(data.resolve("ledger/ledger.db"));

        Outcome outcome = run("serve", "--port", "0", "--data", data.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .startsWith("stagedoor: the ledger of presigned URLs in " + data.toRealPath() + " is not whole (ledger/ledger.db)")
                .contains("'stagedoor serve --accept-loss ledger'").hasLineCount(1);
        Outcome unknown = run("serve", "--accept-loss", "leger", "--data", data.toString());
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("catalog-key, catalog, warehouse, ledger, store").hasLineCount(1);
        Process second = start("serve", "--port", "0", "--data", data.toString(), "--accept-loss", "ledger");
        assertThat(firstLine(second)).contains("ready at");
        second.toHandle().destroy();
        finish(second);
        assertThat(data.resolve("lost/ledger-1/ledger/journal")).exists();
    }

    @Test
    void without_users_it_refuses_to_listen_beyond_this_machine() throws Exception {
        Outcome outcome = run("serve", "--port", "0", "--bind", "0.0.0.0", "--data", directory.resolve("data").toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("0.0.0.0", "hash-password", "127.0.0.1").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.public_url=https://stage.example", "server.trusted_proxies=127.0.0.1"})
    void without_users_it_refuses_to_be_reached_by_others(String setting) throws Exception {
        Outcome outcome = run("serve", "--port", "0", "--set", setting, "--data", directory.resolve("data").toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("stagedoor: user 'root' has no password")
                .contains(setting.substring(0, setting.indexOf('=')), "hash-password")
                .hasLineCount(1);
    }

    @Test
    void mistake_in_the_configuration_is_one_line() throws Exception {
        Path file = Files.writeString(directory.resolve("c.toml"), "[server]\nprot = 1\n");
        Outcome outcome = run("serve", "--config", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).isEqualTo("stagedoor: " + file + ":2: unknown key server.prot; did you mean server.port?\n");
    }

    @Test
    void password_of_a_pipe_is_hashed_for_the_configuration() throws Exception {
        Process process = start("hash-password");
        process.getOutputStream().write("correct horse\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        Outcome outcome = finish(process);
        assertThat(outcome.out()).startsWith("$argon2id$v=19$").hasLineCount(1);
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void demo_succeeds_and_leaves_nothing_behind() throws Exception {
        assumeTrue(onPath("curl"), "curl is not on the PATH");
        Outcome outcome = run("demo");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("$ curl -fsS -X PUT -T ", "LIST @my_internal_stage;").endsWith(
                "The demo succeeded: every file came back byte for byte, with the size and md5 that LIST shows.\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(directory.resolve("tmp")).isEmptyDirectory();
    }

    private Outcome run(String... arguments) throws Exception {
        return finish(start(arguments));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-Dstagedoor.home=" + Path.of("..").toAbsolutePath().normalize(),
                "-cp", System.getProperty("java.class.path"),
                "dev.stagedoor.cli.Main"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("STAGEDOOR_") || name.equals("JAVA_TOOL_OPTIONS"));
        return builder.start();
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        return line == null ? "" : line;
    }

    private static Outcome finish(Process process) throws Exception {
        try {
            String out = process.inputReader().lines().map(line -> line + "\n").collect(java.util.stream.Collectors.joining());
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Outcome(process.exitValue(), out, err);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean onPath(String program) {
        for (String place : System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return false;
    }
}
