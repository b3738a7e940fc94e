package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.JavaProcess;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of 2.5 GiB through databend-jdbc: beyond an {@code int}, and ten times the server's heap and forty times the client's. Either
 * would fail for want of memory if it kept the file, or a good part of it.
 */
@Full
class DatabendJdbcLargeFileTest {
    private static final long SIZE = 5L << 29;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    @Test
    void a_file_of_two_and_a_half_gigabytes_streams_through_presigned_urls() throws IOException {
        transfer("", SIZE);
    }

    @Test
    void a_file_larger_than_both_heaps_streams_through_the_server() throws IOException {
        transfer("?presigned_url_disabled=true", SIZE / 5);
    }

    private void transfer(String options, long size) throws IOException {
        try (ServerProcess server =
                ServerProcess.start(ServerProcess.Launch.of(directory.resolve("data")).withJvmFlags("-Xmx256m"))) {
            server.sql().query("CREATE STAGE large");
            Command.Outcome client = Command.run(
                    directory,
                    LIMIT,
                    JavaProcess.test(
                            List.of("-Xmx64m"),
                            LargeFileTransfer.class,
                            List.of(server.authority(), options, "large", Long.toString(size))));

            String expected = digest(size);
            assertThat(client.exitCode()).as(client.errors() + server.log()).isZero();
            assertThat(values(client.output()))
                    .containsEntry("uploaded", expected)
                    .containsEntry("listed", Long.toString(size))
                    .containsEntry("downloaded", expected);
            assertThat(server.log()).doesNotContain("OutOfMemoryError");
        }
    }

    private static String digest(long size) throws IOException {
        MessageDigest digest = Scratch.digest("SHA-256");
        byte[] buffer = new byte[1 << 20];
        try (InputStream stream = new GeneratedStream(size)) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Map<String, String> values(String output) {
        return output.lines()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
    }
}
