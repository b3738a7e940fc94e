package dev.stagedoor.e2e.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.clients.QueryingClient;
import dev.stagedoor.e2e.external.UserBucket;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people first do with tables, from the clients that they do it with: staged files are loaded, queried and unloaded. */
class TableStatementsTest {
    private static final Path BOOKS = Path.of("..", "examples", "books.parquet");
    private static final String CSV = "Foundation,Isaac Asimov,1951\nCryptonomicon,Neal Stephenson,1999\n";

    /** Columns of {@code system.load_history}. */
    private static final int ROWS_LOADED = 7;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"STAGEDOOR_SQL", "DATABEND_JDBC"})
    void files_are_loaded_once_queried_and_unloaded(QueryingClient client) throws Exception {
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
            stage(server);
            requireAnswers(client, server);
        }
    }

    @Test
    @Full
    @RequiresCommand({"node", "npm"})
    void databend_driver_loads_queries_and_unloads() throws Exception {
        files_are_loaded_once_queried_and_unloaded(QueryingClient.DATABEND_DRIVER);
    }

    @Test
    @Full
    @RequiresCommand({"radosgw", "ceph-osd", "node", "npm"})
    void tables_and_files_may_lie_on_rados_gateway() throws Exception {
        try (RadosGateway gateway = RadosGateway.start()) {
            UserBucket bucket = UserBucket.create(gateway.server(), "lake");
            var launch = ServerProcess.Launch.of(directory.resolve("data"))
                    .withFlags("--set", "storage.url=s3://" + bucket.bucket() + "/stagedoor/", "--set",
                            "storage.connection.endpoint_url=" + bucket.endpoint(),
                            "--set", "storage.connection.access_key_id=" + bucket.accessKeyId())
                    .withEnvironment(Map.of("STAGEDOOR_STORAGE_CONNECTION_SECRET_ACCESS_KEY", bucket.secretAccessKey()));
            try (ServerProcess server = ServerProcess.start(launch)) {
                stage(server);
                for (QueryingClient client : QueryingClient.values()) {
                    requireAnswers(client, server);
                    server.sql().query("DROP TABLE books");
                    server.sql().query("REMOVE @~/out/");
                }
            }
        }
    }

    private static void stage(ServerProcess server) throws IOException, InterruptedException {
        server.sql().query("CREATE STAGE incoming");
        put(server.sql().presign("UPLOAD", "~", "books.parquet").url(), BodyPublishers.ofByteArray(Files.readAllBytes(BOOKS)));
        put(server.sql().presign("UPLOAD", "incoming", "2026/more.csv").url(), BodyPublishers.ofString(CSV));
        put(server.sql().presign("UPLOAD", "incoming", "2026/read.me").url(), BodyPublishers.ofString("no rows\n"));
    }

    private static void put(URI url, HttpRequest.BodyPublisher content) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(HttpRequest.newBuilder(url).PUT(content).build(), BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    private static void requireAnswers(QueryingClient client, ServerProcess server) throws Exception {
        String explain = "EXPLAIN COPY INTO books FROM @incoming/2026/ PATTERN = '.*[.]csv'";
        String copyMore = "COPY INTO books FROM @incoming/2026/ PATTERN = '.*[.]csv' FILE_FORMAT = (TYPE = CSV)";
        String copyBooks = "COPY INTO books FROM @~/books.parquet FILE_FORMAT = (TYPE = PARQUET)";
        var answers = client.answers(server, List.of(
                "CREATE TABLE books (title VARCHAR, author VARCHAR, date VARCHAR)",
                copyBooks,
                copyBooks,
                explain,
                copyMore,
                explain,
                "SELECT author, count(*) FROM books GROUP BY author ORDER BY count(*) DESC, author LIMIT 3",
                "COPY INTO @~/out/ FROM (SELECT * FROM books WHERE date > '1995') FILE_FORMAT = (TYPE = CSV) OUTPUT_HEADER = TRUE",
                "SELECT * FROM system.load_history WHERE table_name = 'books' ORDER BY loaded_at"));

        assertThat(answers.getFirst()).as("CREATE TABLE").isEmpty();
        assertThat(answers.get(1)).isEqualTo(List.of(List.of("books.parquet", "4", "0", client.shownNull(), client.shownNull())));
        assertThat(answers.get(2)).as("already loaded").isEmpty();
        String size = Integer.toString(CSV.length());
        assertThat(answers.get(3)).isEqualTo(List.of(List.of("2026/more.csv", size, "load", "not loaded yet")));
        assertThat(answers.get(4)).isEqualTo(List.of(List.of("2026/more.csv", "2", "0", client.shownNull(), client.shownNull())));
        assertThat(answers.get(5)).isEqualTo(List.of(List.of("2026/more.csv", size, "skip", "loaded before")));
        assertThat(answers.get(6)).isEqualTo(List.of(
                List.of("Alex Petrov", "1"), List.of("Isaac Asimov", "1"), List.of("Jim Gray, Andreas Reuter", "1")));
        assertThat(answers.get(7)).hasSize(1);
        assertThat(answers.get(8)).extracting(row -> row.subList(0, 2)).containsOnly(List.of("default", "books"));
        assertThat(answers.get(8)).extracting(row -> row.get(ROWS_LOADED)).containsExactly("4", "2");

        String unloaded = "SELECT $1, $3 FROM @~/out/ (FILE_FORMAT => 'csv') WHERE $2 = 'Neal Stephenson' OR $2 = 'author' ORDER BY 2";
        assertThat(client.answers(server, List.of(unloaded)))
                .isEqualTo(List.of(List.of(List.of("Cryptonomicon", "1999"), List.of("title", "date"))));
        assertThat(answers.get(7).getFirst().getFirst())
                .isEqualTo(server.sql().query("SELECT count(*) AS n FROM books WHERE date > '1995'").only("n"));
    }
}
