package dev.stagedoor.e2e.formats;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.stagedoor.e2e.clients.QueryingClient;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries as people first write them, about files on every store, from the clients that people write them with. */
@Full
@RequiresCommand({"node", "npm", "radosgw", "ceph-osd"})
class StagedStatementsTest {
    /** Files of internal stages are all in the embedded store. */
    private static final String USER_STAGE = "~";

    /** In the place of what {@link QueryingClient#shownTrue} says. */
    private static final String TRUE = "true";

    /** Each statement, {@code STAGE} in the place of the stage's name, and its rows. */
    private record Query(String statement, List<List<String>> rows) {}

    private static final List<Query> QUERIES = List.of(
            new Query(
                    "SELECT title, author FROM @STAGE/books.parquet",
                    List.of(List.of("DUNE", "Frank Herbert"), List.of("SOLARIS", "Stanisław Lem"), List.of("UBIK", "Philip K. Dick"))),
            new Query(
                    "SELECT $1, $2 FROM @STAGE/in/ (FILE_FORMAT => 'csv', PATTERN => '.*[.]csv')",
                    List.of(List.of("1", "DUNE"), List.of("2", "SOLARIS, the novel"))),
            new Query(
                    "SELECT $1:author.name FROM @STAGE/events.ndjson.zst (FILE_FORMAT => 'ndjson') LIMIT 10",
                    List.of(List.of("\"Frank Herbert\""), List.of("\"Stanisław Lem\""))),
            new Query(
                    "SELECT * FROM infer_schema(location => '@STAGE/books.csv', file_format => 'csv')",
                    List.of(List.of("column_1", "BIGINT", TRUE, "books.csv", "0"), List.of("column_2", "VARCHAR", TRUE, "books.csv", "1"))),
            new Query(
                    "SELECT metadata$filename, count(*), sum(price) FROM @STAGE/2026/ (PATTERN => '.*[.]parquet') GROUP BY ALL ORDER BY 1",
                    List.of(List.of("2026/a.parquet", "4", "8.00"), List.of("2026/b.parquet", "3", "3.75"))),
            new Query(
                    "SELECT b.title, s.$2 AS sold FROM @~/books.parquet b JOIN @STAGE/sales/2026/ (FILE_FORMAT => 'my_csv') s"
                            + " ON b.id = s.$1 ORDER BY 1",
                    List.of(List.of("DUNE", "100"), List.of("SOLARIS", "250"))));

    @TempDir
    private static Path directory;

    private static StoreWorld world;

    @BeforeAll
    static void stage() throws Exception {
        world = new StoreWorld(Files.createDirectory(directory.resolve("world")));
        var sql = world.server().sql();
        sql.query("CREATE FILE FORMAT my_csv TYPE = CSV FIELD_DELIMITER = '|' SKIP_HEADER = 1");
        for (String store : world.locations().keySet()) {
            String stage = stage(store);
            if (!stage.equals(USER_STAGE)) {
                sql.query("CREATE STAGE " + stage + " " + world.locations().get(store));
            }
            fill(stage);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    private static String stage(String store) {
        return store.equals("embedded") ? USER_STAGE : "stage_" + List.copyOf(world.locations().keySet()).indexOf(store);
    }

    private static void fill(String stage) throws IOException, SQLException {
        world.upload(stage, "books.parquet", parquet("SELECT * FROM (VALUES (1, 'DUNE', 'Frank Herbert'), (2, 'SOLARIS', 'Stanisław Lem'),"
                + " (3, 'UBIK', 'Philip K. Dick')) t(id, title, author)"));
        byte[] csv = bytes("1,DUNE\n2,\"SOLARIS, the novel\"\n");
        world.upload(stage, "books.csv", csv);
        world.upload(stage, "in/books.csv", csv);
        world.upload(stage, "in/read.me", bytes("no rows\n"));
        world.upload(stage, "events.ndjson.zst",
                Zstd.compress(bytes("{\"author\":{\"name\":\"Frank Herbert\"}}\n{\"author\":{\"name\":\"Stanisław Lem\"}}\n")));
        world.upload(stage, "2026/a.parquet", parquet("SELECT (range + 0.5)::DECIMAL(8, 2) AS price FROM range(4)"));
        world.upload(stage, "2026/b.parquet", parquet("SELECT (range + 0.25)::DECIMAL(8, 2) AS price FROM range(3)"));
        world.upload(stage, "2026/read.me", bytes("no rows\n"));
        world.upload(stage, "sales/2026/sales.csv", bytes("id|sold\n1|100\n2|250\n4|1\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] parquet(String query) throws IOException, SQLException {
        Path file = directory.resolve("written.parquet");
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
        }
        return Files.readAllBytes(file);
    }

    static Stream<Arguments> storesAndClients() {
        return world.locations().keySet().stream()
                .flatMap(store -> Stream.of(QueryingClient.values()).map(client -> Arguments.of(store, client)));
    }

    @ParameterizedTest
    @MethodSource("storesAndClients")
    void every_client_gets_the_rows_of_files_on_every_store(String store, QueryingClient client) throws Exception {
        List<String> statements = QUERIES.stream().map(query -> query.statement().replace("STAGE", stage(store))).toList();

        var answers = client.answers(world.server(), statements);

        assertThat(answers).hasSameSizeAs(QUERIES);
        for (int i = 0; i < QUERIES.size(); i++) {
            assertThat(answers.get(i)).as(statements.get(i)).isEqualTo(shown(QUERIES.get(i).rows(), client));
        }
    }

    private static List<List<String>> shown(List<List<String>> rows, QueryingClient client) {
        return rows.stream()
                .map(row -> row.stream().map(cell -> cell.equals(TRUE) ? client.shownTrue() : cell).toList())
                .toList();
    }
}
