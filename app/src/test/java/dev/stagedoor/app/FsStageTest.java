package dev.stagedoor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.app.config.FlagValue;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.FetchedRows;
import dev.stagedoor.client.QueryResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage over a directory that the configuration allows, in a server as it is started. */
final class FsStageTest {
    @TempDir
    private Path temporary;

    private FetchedRows run(TestServer server, String sql) {
        try (DatabendClient client = server.client();
                QueryResult result = client.execute(sql)) {
            return FetchedRows.of(result);
        }
    }

    private TestServer server(String roots) {
        return new TestServer(temporary.resolve("data"), new FlagValue(Settings.FS_ROOTS, "--fs-roots", roots));
    }

    @Test
    void a_file_goes_through_sql_url_and_directory() throws Exception {
        Path root = Files.createDirectory(temporary.resolve("files"));
        try (TestServer server = server(root.toString());
                HttpClient http = HttpClient.newHttpClient()) {
            run(server, "CREATE STAGE s URL = 'fs://" + root + "/below/'");
            String url = run(server, "PRESIGN UPLOAD @s/a/books.csv").cell(0, 2);
            var put = HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.ofString("1,2")).build();
            assertThat(http.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThat(root.resolve("below/a/books.csv")).hasContent("1,2");
            FetchedRows listed = run(server, "LIST @s");
            assertThat(listed.rows()).hasSize(1);
            assertThat(listed.cell(0, 0)).isEqualTo("a/books.csv");
            run(server, "REMOVE @s");
            assertThat(root.resolve("below/a/books.csv")).doesNotExist();
        }
    }

    @Test
    void a_stage_over_any_other_directory_is_refused() throws IOException {
        Path root = Files.createDirectory(temporary.resolve("files"));
        try (TestServer server = server(temporary.toString())) {
            for (String place : List.of("/etc/", temporary + "/data/", temporary.getParent() + "/")) {
                assertThatThrownBy(() -> run(server, "CREATE STAGE s URL = 'fs://" + place + "'")).hasMessageContaining("storage.fs_roots");
            }
            run(server, "CREATE STAGE s URL = 'fs://" + root + "/'");
        }
    }
}
