package dev.stagedoor.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with results that nobody fetches, when the server is killed. */
class SpillTest {
    /** As many as one user may have open on the query engine. */
    private static final int PLACES = 8;

    @TempDir
    Path directory;

    @Test
    void next_start_removes_the_files_that_a_killed_server_leaves_behind() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess server = ServerProcess.start(data)) {
            for (int i = 0; i <= PLACES; i++) {
                assertThat(open(server, "SELECT * FROM range(200000)")).contains("\"state\":\"Running\"");
            }
            await().until(() -> files(data) > 0);
            server.kill();
            assertThat(files(data)).isPositive();
        }
        try (ServerProcess again = ServerProcess.start(data)) {
            assertThat(files(data)).isZero();
            assertThat(again.sql().query("SELECT count(*) AS n FROM range(200000)").only("n")).isEqualTo("200000");
        }
    }

    /** Runs a query and fetches its first page alone. */
    private static String open(ServerProcess server, String sql) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(server.address().resolve("/v1/query"))
                    .header("Authorization", server.sql().authorization())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"sql\":\"" + sql + "\"}"))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static long files(Path data) {
        try (Stream<Path> files = Files.list(data.resolve("spill"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
