package dev.stagedoor.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.ServerProcess.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot start says why in one line and ends with an exit code that is not 0. */
class StartTest {
    @TempDir
    Path directory;

    private Launch launch(String data) {
        return Launch.of(directory.resolve(data)).withFlags("--port", "0");
    }

    private static void assertRefused(Refusal refusal, String... words) {
        assertThat(refusal.exitCode()).as(refusal.output()).isNotZero();
        assertThat(refusal.output().strip().lines()).as(refusal.output()).hasSize(1);
        assertThat(refusal.output()).contains(words).doesNotContain("Exception");
    }

    @Test
    void a_port_that_is_taken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            assertRefused(ServerProcess.startRefused(Launch.of(directory.resolve("data")).withFlags("--port", port)), port, "use");
        }
    }

    @Test
    void a_data_directory_another_process_uses() throws Exception {
        try (ServerProcess first = ServerProcess.start(directory.resolve("data"))) {
            assertRefused(ServerProcess.startRefused(launch("data")), directory.resolve("data").toString(), "in use",
                    Long.toString(first.pid()));

            assertThat(first.sql().query("SELECT 1").rows()).hasSize(1);
        }
    }

    @Test
    void a_data_directory_below_a_file() throws Exception {
        Scratch.file(directory, "file", new byte[1]);

        assertRefused(ServerProcess.startRefused(launch("file/data")), directory.resolve("file/data").toString());
    }

    @Test
    void a_data_directory_that_is_a_file() throws Exception {
        Scratch.file(directory, "file", new byte[1]);

        assertRefused(ServerProcess.startRefused(launch("file")), directory.resolve("file").toString(), "not a directory");
    }

    /** On a file system that takes no new directory from anybody, root included. */
    @Test
    void a_data_directory_that_cannot_be_made() throws Exception {
        assertRefused(ServerProcess.startRefused(Launch.of(Path.of("/proc/stagedoor-data")).withFlags("--port", "0")),
                "/proc/stagedoor-data");
    }

    @Test
    void a_signing_key_others_can_read() throws Exception {
        ServerProcess.start(directory.resolve("data")).close();
        Files.setPosixFilePermissions(directory.resolve("data/signing.key"), PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused(ServerProcess.startRefused(launch("data")), "signing.key", "600");
    }

    @Test
    void an_address_that_is_not_loopback_without_users() throws Exception {
        assertRefused(ServerProcess.startRefused(launch("data").withFlags("--bind", "0.0.0.0")), "0.0.0.0", "hash-password");
    }

    @Test
    void an_unknown_key_of_the_configuration_is_named_with_its_line() throws Exception {
        Path file = Scratch.file(directory, "stagedoor.toml", "[server]\nprot = 1\n".getBytes(StandardCharsets.UTF_8));

        assertRefused(ServerProcess.startRefused(launch("data").withFlags("--config", file.toString())), "stagedoor.toml", "2", "prot");
    }

    @Test
    void the_data_directory_is_for_its_owner_only() throws IOException {
        Path data = directory.resolve("data");
        ServerProcess.start(data).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("signing.key")))).isEqualTo("rw-------");
    }
}
