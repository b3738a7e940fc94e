package dev.stagedoor.e2e.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stagedoor.e2e.proxies.TestCertificate;
import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stagedoor put} and {@code get} with certificates of one's own, through pipes, and on a full disk. */
class TransferSurroundingsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final byte[] CONTENT = Scratch.bytes(1, 20 << 20);

    @TempDir
    Path directory;

    private Command.Outcome run(String dsn, Optional<Path> input, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--dsn", dsn));
        all.addAll(List.of(arguments));
        return Command.run(directory, LIMIT, JavaProcess.stagedoor(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1"), all), input);
    }

    @Test
    @RequiresCommand("openssl")
    void private_authority_is_trusted_when_it_is_named() throws IOException {
        TestCertificate made = TestCertificate.create(Files.createDirectory(directory.resolve("tls")));
        Launch launch = Launch.of(directory.resolve("data"))
                .withFlags("--set", "tls.certificate=" + made.certificate(), "--set", "tls.private_key=" + made.key());
        Path file = Scratch.file(directory, "file", CONTENT);
        try (ServerProcess server = ServerProcess.start(launch)) {
            String dsn = "databend+https://root:@127.0.0.1:" + server.address().getPort() + "/default";
            String authority = made.authority().toString();
            assertThat(run(dsn, Optional.empty(), "put", file.toString(), "@~").errors()).contains("certificat").hasLineCount(1);
            Command.Outcome put = run(dsn, Optional.empty(), "put", "--tls-ca", authority, file.toString(), "@~");
            assertThat(put.exitCode()).as(put.errors()).isZero();
            Command.Outcome get = run(dsn, Optional.empty(), "get", "--tls-ca", authority, "@~/file", "back");
            assertThat(get.exitCode()).as(get.errors()).isZero();
            assertThat(directory.resolve("back")).hasBinaryContent(CONTENT);
            assertThat(run(dsn, Optional.empty(), "sql", "--tls-ca", authority, "-e", "SELECT 1").exitCode()).isZero();
        }
    }

    @Test
    void pipes_are_files_too() {
        Path file = Scratch.file(directory, "file", CONTENT);
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            String dsn = "databend://root:@" + server.authority() + "/default";
            assertThat(run(dsn, Optional.of(file), "put", "-q", "-", "@~/piped").exitCode()).isZero();
            assertThat(server.sql().query("LIST @~").only("size")).isEqualTo(Integer.toString(CONTENT.length));
            Command.Outcome get = Command.run(
                    directory,
                    LIMIT,
                    List.of("sh", "-c", String.join(" ", JavaProcess.stagedoor(List.of(), List.of("get", "--dsn", dsn, "@~/piped", "-")))
                            + " > back"));
            assertThat(get.exitCode()).as(get.errors()).isZero();
            assertThat(directory.resolve("back")).hasBinaryContent(CONTENT);
        }
    }

    @Test
    @RequiresCommand({"mount", "umount"})
    void full_disk_is_one_line_and_leaves_no_file() throws IOException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()), "this user may not mount a file system");
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            String dsn = "databend://root:@" + server.authority() + "/default";
            run(dsn, Optional.empty(), "put", Scratch.file(directory, "file", CONTENT).toString(), "@~");
            Command.Outcome get = run(dsn, Optional.empty(), "get", "@~/file", disk + "/");
            assertThat(get.exitCode()).isEqualTo(1);
            assertThat(get.errors()).startsWith("stagedoor: @~/file: cannot write ").contains("No space left on device").hasLineCount(1);
            assertThat(disk.resolve("file")).doesNotExist();
        } finally {
            assertThat(succeeds("umount", disk.toString())).isTrue();
        }
    }

    private boolean succeeds(String... command) {
        return Command.run(directory, LIMIT, List.of(command)).exitCode() == 0;
    }
}
