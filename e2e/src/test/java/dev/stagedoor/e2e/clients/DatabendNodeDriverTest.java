package dev.stagedoor.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SmallFiles;
import dev.stagedoor.e2e.support.Users;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** databend-driver 0.33.7 from npm, the Rust driver behind the Node binding; {@code node/driver.mjs} is the program of its user. */
@Full
@RequiresCommand({"node", "npm"})
class DatabendNodeDriverTest {

    @TempDir
    static Path directory;

    static NodeDriver driver;
    static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(ServerProcess.Launch.of(directory.resolve("data"))
                .withEnvironment(Users.environment(directory, "alice", "s3cret")));
        driver = NodeDriver.connecting(server.authority(), "alice", "s3cret");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void it_connects_and_asks_for_the_version() {
        assertThat(run("version").path("version").asString()).contains("1.2.880-nightly");
    }

    @Test
    void a_wrong_password_is_an_authentication_failure() throws IOException {
        JsonNode outcome = NodeDriver.connecting(server.authority(), "alice", "wrong").run("query", "SELECT 1");

        assertThat(outcome.path("error").asString()).contains("AuthFailure").contains("5100");
    }

    @Test
    void an_error_of_a_statement_arrives_with_its_code() {
        assertThat(run("query", "LIST @no_such_stage").path("error").asString())
                .contains("[2501]")
                .contains("no_such_stage");
    }

    @Test
    void databases_tables_and_columns_are_told() {
        assertThat(run("query", "SHOW DATABASES").path("rows").toString())
                .isEqualTo("[[\"default\"],[\"information_schema\"],[\"system\"]]");
        assertThat(run("query", "SHOW TABLES FROM system LIKE 'stages'").path("rows").toString()).isEqualTo("[[\"stages\"]]");
        assertThat(run("query", "DESC system.one").path("rows").path(0).path(1).asString()).isEqualTo("TINYINT UNSIGNED");
        assertThat(run("query", "SELECT column_name, nullable FROM information_schema.columns WHERE table_name = 'one'").path("rows")
                .toString())
                .isEqualTo("[[\"dummy\",0]]");
        assertThat(run("query", "SHOW FUNCTIONS LIKE 'upper'").path("rows").path(0).path(0).asString()).isEqualTo("upper");
    }

    @Test
    void a_file_is_presigned_put_listed_and_fetched() {
        byte[] content = Scratch.bytes(33, 100_000);
        Path file = Scratch.file(directory, "books.parquet", content);
        run("exec", "CREATE OR REPLACE STAGE from_node");

        JsonNode put = run("put", "@from_node/a/books.parquet", file.toString());
        assertThat(put.path("method").asString()).isEqualTo("PUT");
        assertThat(put.path("status").asInt()).isEqualTo(200);
        assertThat(put.path("etag").asString()).isEqualTo("\"" + Scratch.md5(content) + "\"");
        assertThat(put.path("sent").asString()).isEqualTo("{\"host\":\"" + server.authority() + "\"}");

        JsonNode list = run("query", "LIST @from_node");
        assertThat(list.path("schema").toString())
                .isEqualTo("[[\"name\",\"String\"],[\"size\",\"UInt64\"],[\"md5\",\"Nullable(String)\"],"
                        + "[\"last_modified\",\"String\"],[\"creator\",\"Nullable(String)\"]]");
        JsonNode row = list.path("rows").path(0);
        assertThat(row.path(0).asString()).isEqualTo("a/books.parquet");
        assertThat(row.path(1).asLong()).isEqualTo(100_000);
        assertThat(row.path(2).asString()).isEqualTo("\"" + Scratch.md5(content) + "\"");
        assertThat(row.path(4).isNull()).isTrue();

        JsonNode get = run("get", "@from_node/a/books.parquet");
        assertThat(get.path("status").asInt()).isEqualTo(200);
        assertThat(get.path("sha256").asString())
                .isEqualTo(HexFormat.of().formatHex(Scratch.digest("SHA-256").digest(content)));
    }

    @Test
    void a_key_with_everything_in_it_is_put_and_fetched() {
        byte[] content = {4, 2};
        Path file = Scratch.file(directory, "two.bin", content);
        String path = "'@~/d=1/a b+c%20é📦?#&.csv'";

        assertThat(run("put", path, file.toString()).path("status").asInt()).isEqualTo(200);

        assertThat(run("get", path).path("length").asInt()).isEqualTo(2);
        assertThat(run("query", "SELECT name FROM list_stage(location => '@~/d=1/')").path("rows").path(0).path(0).asString())
                .isEqualTo("d=1/a b+c%20é📦?#&.csv");
    }

    @Test
    void a_content_type_that_was_signed_is_sent_with_the_returned_headers() {
        Path file = Scratch.file(directory, "typed.csv", new byte[] {'x'});

        assertThat(run("put", "@~/typed.csv CONTENT_TYPE = 'text/csv'", file.toString()).path("status").asInt()).isEqualTo(200);
    }

    @Test
    void values_of_other_queries_arrive_typed() {
        JsonNode outcome = run("query", "SELECT 1, 'a', true, null");

        assertThat(outcome.path("rows").path(0).toString()).isEqualTo("[1,\"a\",true,null]");
    }

    @Test
    void a_listing_of_many_pages_arrives_whole() throws Exception {
        int files = 12_000;
        run("exec", "CREATE OR REPLACE STAGE many");
        SmallFiles.put(server.sql("alice", "s3cret"), server.address(), "many", files);

        JsonNode outcome = driver.with("max_rows_per_page=500").run("count", "LIST @many");

        assertThat(outcome.path("count").asInt()).as(outcome.toString()).isEqualTo(files);
        assertThat(outcome.path("first").asString()).isEqualTo(SmallFiles.name(0));
        assertThat(outcome.path("last").asString()).isEqualTo(SmallFiles.name(files - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stage", "streaming"})
    void files_and_rows_are_loaded_into_a_table(String method) {
        run("exec", "CREATE OR REPLACE TABLE loaded (id INT, name VARCHAR)");
        byte[] content = "1,one\n2,\"two, too\"\n".getBytes(StandardCharsets.UTF_8);
        Path file = Scratch.file(directory, "rows-" + method + ".csv", content);

        JsonNode loaded = run(
                "load", "INSERT INTO loaded VALUES FROM @_databend_load FILE_FORMAT = (TYPE = CSV)", file.toString(), method);
        assertThat(loaded.path("rows").asInt()).as(loaded.toString()).isEqualTo(2);
        JsonNode streamed = run("stream", "INSERT INTO loaded VALUES", "1000", method);
        assertThat(streamed.path("rows").asInt()).as(streamed.toString()).isEqualTo(1000);

        assertThat(run("query", "SELECT count(*) FROM loaded").path("rows").path(0).path(0).asInt()).isEqualTo(1002);
        assertThat(run("query", "SELECT name FROM loaded WHERE id = 2 ORDER BY name").path("rows").toString())
                .isEqualTo("[[\"name, \\\"2\\\"\"],[\"two, too\"]]");
        assertThat(run("query", "LIST @~/client/load/").path("rows")).isEmpty();
    }

    private static JsonNode run(String... task) {
        return driver.run(task);
    }
}
