package dev.stagedoor.e2e.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.clients.Jdbc;
import dev.stagedoor.e2e.clients.NodeDriver;
import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SmallFiles;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.Presigned;
import dev.stagedoor.e2e.support.SqlClient.Result;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import dev.stagedoor.e2e.support.Users;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What users do with an external stage, against one store; a subclass says which. */
@RequiresCommand("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ExternalStageTests {
    private static final byte[] BOOKS = Scratch.bytes(998, 998);

    @TempDir
    static Path directory;

    UserBucket bucket;
    ServerProcess server;
    SqlClient sql;
    Curl curl;

    /** Starts the store, or joins it, and makes an empty bucket of this name. */
    abstract UserBucket createBucket(String name, Path directory) throws Exception;

    /** Ends what {@link #createBucket} started. */
    abstract void stopStore() throws Exception;

    /** The password of the user whose server this is; empty: it has none. */
    String password() {
        return "s3cret pass:wörd";
    }

    @BeforeAll
    void start() throws Exception {
        bucket = createBucket("databend", directory);
        var launch = ServerProcess.Launch.of(directory.resolve("data"));
        server = ServerProcess.start(password().isEmpty() ? launch
                : launch.withEnvironment(Users.environment(directory, "root", password())));
        sql = server.sql("root", password());
        curl = new Curl(directory);
        Scratch.file(directory, "books.parquet", BOOKS);
    }

    @AfterAll
    void stop() throws Exception {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            stopStore();
        }
    }

    /** First: its stage is the whole bucket. */
    @Test
    @Order(1)
    void the_page_of_the_documentation_word_for_word() {
        sql.query("CREATE STAGE my_external_stage url = 's3://databend' CONNECTION =(ENDPOINT_URL= '" + bucket.endpoint() + "' aws_key_id='"
                + bucket.accessKeyId() + "' aws_secret_key='" + bucket.secretAccessKey() + "');");
        Result presigned = sql.query("PRESIGN UPLOAD @my_external_stage/books.parquet;");

        assertThat(presigned.only("method")).isEqualTo("PUT");
        assertThat(presigned.only("headers")).isEqualTo("{\"host\":\"" + bucket.endpoint().getAuthority() + "\"}");
        assertThat(presigned.only("url"))
                .matches(bucket.endpoint() + "/databend/books\\.parquet\\?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                        + bucket.accessKeyId() + "%2F\\d{8}%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=\\d{8}T\\d{6}Z&X-Amz-Expires=3600"
                        + "&X-Amz-SignedHeaders=host&X-Amz-Signature=[0-9a-f]{64}");

        assertThat(curl.run("-X", "PUT", "-T", "books.parquet", presigned.only("url")).status()).isEqualTo(200);

        Result list = sql.query("LIST @my_external_stage;");
        assertThat(list.only("name")).isEqualTo("books.parquet");
        assertThat(list.only("size")).isEqualTo("998");
        assertThat(list.only("md5")).isEqualTo("\"" + Scratch.md5(BOOKS) + "\"");
        assertThat(list.only("last_modified")).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\+0000");
        assertThat(list.only("creator")).isEqualTo("NULL");
        assertThat(curl.run(sql.query("PRESIGN @my_external_stage/books.parquet").only("url")).body()).isEqualTo(BOOKS);
        sql.query("REMOVE @my_external_stage");
        sql.query("DROP STAGE my_external_stage");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "plain.csv", "with space/and  two.csv", "plus+percent%20.csv", "équals=é&and?and#.csv", "quotes'\"`.csv", "emoji/📚 кни́ги.csv",
        "colon:semi;comma,at@.csv", "tilde~star*(paren)[bracket]{brace}.csv", "a.b/..c/d...csv"
    })
    void any_key_goes_up_is_listed_and_comes_down(String key) {
        stage("keys", "/keys/");
        Presigned put = sql.presign("UPLOAD", "keys", key);

        assertThat(curl.run("-T", "books.parquet", put.url().toString()).status()).isEqualTo(200);

        assertThat(sql.query("LIST @keys").only("name")).isEqualTo(key);
        assertThat(curl.run(sql.presign("DOWNLOAD", "keys", key).url().toString()).body()).isEqualTo(BOOKS);
        sql.query("REMOVE @keys");
        assertThat(sql.query("LIST @keys").rows()).isEmpty();
    }

    @Test
    void url_lets_pass_its_own_method_and_key_alone() {
        stage("bound", "/bound/");
        String put = sql.presign("UPLOAD", "bound", "a.csv").url().toString();
        String get = sql.presign("DOWNLOAD", "bound", "a.csv").url().toString();

        assertThat(curl.run(put).status()).isEqualTo(403);
        assertThat(curl.run("-T", "books.parquet", get).status()).isEqualTo(403);
        assertThat(curl.run("-T", "books.parquet", put.replace("a.csv?", "b.csv?")).status()).isEqualTo(403);
        assertThat(sql.query("LIST @bound").rows()).isEmpty();
    }

    @Test
    void signed_content_type_must_be_sent() {
        stage("typed", "/typed/");
        Presigned put = sql.presign("UPLOAD", "typed", "t.csv", "CONTENT_TYPE = 'text/csv'");

        assertThat(put.headers()).isEqualTo("{\"host\":\"" + bucket.endpoint().getAuthority() + "\",\"content-type\":\"text/csv\"}");
        assertThat(curl.run("-T", "books.parquet", put.url().toString()).status()).isEqualTo(403);
        assertThat(curl.run("-T", "books.parquet", "-H", "Content-Type: text/csv", put.url().toString()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?presigned_url_disabled=true"})
    void databend_jdbc_uploads_and_downloads_streams(String options) throws Exception {
        byte[] content = Scratch.bytes(7, 300_000);
        String name = options.isEmpty() ? "direct.csv" : "through the server.csv";
        stage("from_jdbc", "/jdbc/");
        try (Connection connection = Jdbc.connect(server.authority(), "root", password(), options)) {
            Jdbc.files(connection).uploadStream("from_jdbc", "a/b", new ByteArrayInputStream(content), name, content.length, false);

            assertThat(Jdbc.rows(connection, "LIST @from_jdbc")).anySatisfy(row -> assertThat(row.subList(0, 3))
                    .containsExactly("a/b/" + name, "300000", "\"" + Scratch.md5(content) + "\""));
            try (InputStream download = Jdbc.files(connection).downloadStream("from_jdbc", "a/b/" + name, false)) {
                assertThat(download.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    @RequiresCommand({"node", "npm"})
    void databend_driver_puts_lists_and_gets() throws Exception {
        stage("from_node", "/node/");
        var driver = NodeDriver.connecting(server.authority(), "root", password());

        JsonNode put = driver.run("put", "@from_node/a/books.parquet", directory.resolve("books.parquet").toString());
        JsonNode list = driver.run("query", "LIST @from_node");
        JsonNode get = driver.run("get", "@from_node/a/books.parquet");

        assertThat(put.path("status").asInt()).as(put.toString()).isEqualTo(200);
        assertThat(list.path("rows").path(0).path(0).asString()).isEqualTo("a/books.parquet");
        assertThat(get.path("sha256").asString()).isEqualTo(HexFormat.of().formatHex(Scratch.digest("SHA-256").digest(BOOKS)));
    }

    @Test
    void of_a_parquet_file_only_what_the_query_needs_is_fetched() throws Exception {
        stage("columns", "/columns/");
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("COPY (SELECT i AS id, md5(i::VARCHAR) AS a, sha256(i::VARCHAR) AS b FROM range(200000) t(i)) TO '"
                    + directory.resolve("wide.parquet") + "' (FORMAT parquet, ROW_GROUP_SIZE 20480)");
        }
        String url = sql.presign("UPLOAD", "columns", "wide.parquet").url().toString();
        assertThat(curl.run("-T", "wide.parquet", url).status()).isEqualTo(200);

        Result some = sql.query("SELECT count(*) AS n, max(a) AS a FROM @columns/wide.parquet WHERE id < 20000");
        Result present = sql.query("SELECT size, present, in_place FROM system.mirror WHERE file = 'columns/wide.parquet'");
        Result whole = sql.query("SELECT count(DISTINCT b) AS b, count(DISTINCT a) AS a FROM @columns/wide.parquet");

        assertThat(some.only("n")).isEqualTo("20000");
        assertThat(whole.only("a")).isEqualTo("200000");
        assertThat(whole.only("b")).isEqualTo("200000");
        assertThat(Long.parseLong(present.only("present"))).isBetween(1L, Long.parseLong(present.only("size")) / 10);
        assertThat(present.only("in_place")).isIn("0", "false");
    }

    @Test
    @RequiresCommand({"node", "npm"})
    void files_are_queried_by_every_client_and_anew_when_they_changed() throws Exception {
        stage("queried", "/queried/");
        String select = "SELECT $1, $2::INT * 2 AS twice, metadata$filename FROM @queried/in/ (PATTERN => '.*[.]csv' FILE_FORMAT => 'csv')"
                + " ORDER BY 1";
        put("queried", "in/a b.csv", "7,100\n8,5\n");
        put("queried", "in/not.txt", "nothing");

        Result result = sql.query(select);

        assertThat(result.column("_$1")).containsExactly("7", "8");
        assertThat(result.column("twice")).containsExactly("200", "10");
        assertThat(result.column("metadata$filename")).containsOnly("in/a b.csv");
        try (Connection connection = Jdbc.connect(server.authority(), "root", password(), "")) {
            assertThat(Jdbc.rows(connection, select)).containsExactly(List.of("7", "200", "in/a b.csv"), List.of("8", "10", "in/a b.csv"));
        }
        var driver = NodeDriver.connecting(server.authority(), "root", password());
        assertThat(driver.run("query", select).path("rows").path(1).path(0).asString()).isEqualTo("8");

        put("queried", "in/a b.csv", "9,1\n");
        assertThat(sql.query(select).only("_$1")).isEqualTo("9");
    }

    private void put(String stage, String path, String content) throws Exception {
        Scratch.file(directory, "content", content.getBytes(StandardCharsets.UTF_8));
        assertThat(curl.run("-T", "content", sql.presign("UPLOAD", stage, path).url().toString()).status()).isEqualTo(200);
    }

    @Test
    void named_connection_is_copied_into_the_stage() {
        sql.query("CREATE OR REPLACE CONNECTION mine STORAGE_TYPE = 's3' ENDPOINT_URL = '" + bucket.endpoint() + "' ACCESS_KEY_ID = '"
                + bucket.accessKeyId() + "' SECRET_ACCESS_KEY = '" + bucket.secretAccessKey() + "'");
        sql.query("CREATE OR REPLACE STAGE connected URL = 's3://databend/connected/' CONNECTION = (CONNECTION_NAME = 'mine')");
        sql.query("DROP CONNECTION mine");

        assertThat(curl.run("-T", "books.parquet", sql.presign("UPLOAD", "connected", "c.csv").url().toString()).status()).isEqualTo(200);
        assertThat(sql.query("LIST @connected").only("name")).isEqualTo("c.csv");
        assertThat(sql.query("SHOW STAGES LIKE 'connected'").only("storage_params")).doesNotContain(bucket.secretAccessKey());
    }

    @Test
    void dropping_the_stage_leaves_the_files() {
        stage("dropped", "/dropped/");
        curl.run("-T", "books.parquet", sql.presign("UPLOAD", "dropped", "kept.csv").url().toString());
        sql.query("DROP STAGE dropped");
        stage("dropped", "/dropped/");

        assertThat(sql.query("LIST @dropped").only("name")).isEqualTo("kept.csv");
    }

    @Test
    void listing_of_several_pages_is_whole_and_in_order() throws Exception {
        stage("many", "/many/");
        int files = 2_345;
        SmallFiles.put(sql, server.address(), "many", files);

        List<String> names = sql.query("LIST @many").column("name");

        assertThat(names).hasSize(files).isSorted().doesNotHaveDuplicates();
        assertThat(sql.query("SELECT count(*) AS n FROM list_stage(location => '@many')").only("n")).isEqualTo(Integer.toString(files));
        sql.query("REMOVE @many");
        assertThat(sql.query("LIST @many").rows()).isEmpty();
    }

    @Test
    void what_the_store_refuses_is_said_with_its_name_and_without_a_secret() {
        sql.query("CREATE OR REPLACE STAGE wrong_key URL = 's3://databend/' CONNECTION = (ENDPOINT_URL = '" + bucket.endpoint()
                + "' ACCESS_KEY_ID = '" + bucket.accessKeyId() + "' SECRET_ACCESS_KEY = 'not-the-secret-key')");
        sql.query("CREATE OR REPLACE STAGE no_bucket URL = 's3://no-such-bucket/' CONNECTION = (ENDPOINT_URL = '" + bucket.endpoint()
                + "' ACCESS_KEY_ID = '" + bucket.accessKeyId() + "' SECRET_ACCESS_KEY = '" + bucket.secretAccessKey() + "')");

        assertThatThrownBy(() -> sql.query("LIST @wrong_key")).isInstanceOfSatisfying(SqlError.class, e -> {
            assertThat(e.code()).isEqualTo(3002);
            assertThat(e).hasMessageContaining("s3://databend").hasMessageNotContaining("not-the-secret-key");
        });
        assertThatThrownBy(() -> sql.query("LIST @no_bucket")).isInstanceOfSatisfying(SqlError.class, e -> {
            assertThat(e.code()).isEqualTo(3001);
            assertThat(e).hasMessageContaining("s3://no-such-bucket");
        });
    }

    private void stage(String name, String path) {
        sql.query("CREATE OR REPLACE STAGE " + name + " URL = " + bucket.location(path));
    }
}
