package dev.stagedoor.e2e.curl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody should send, to a server with little memory that has to go on. */
@RequiresCommand("curl")
class BadInputTest {
    private static final long HUNDRED_MEGABYTES = 100L << 20;

    @TempDir
    static Path directory;

    static ServerProcess server;
    static SqlClient sql;
    static Curl curl;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(Launch.of(directory.resolve("data")).withJvmFlags("-Xmx128m"));
        sql = server.sql();
        curl = new Curl(directory);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            try (ServerProcess ended = server) {
                assertThat(ended.isAlive()).isTrue();
                assertThat(ended.log()).doesNotContain("OutOfMemoryError");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "not json", "[]", "{\"sql\": 1}", "{\"sq", "", "null", "\"SELECT 1\"", "{}"})
    void what_is_not_a_query_is_a_400_in_json(String body) {
        Scratch.file(directory, "body", body.getBytes(StandardCharsets.UTF_8));

        Curl.Answer answer = query("body");

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/json");
        assertThat(answer.text()).contains("\"error\"").contains("\"code\"").contains("\"message\"").doesNotContain("Exception");
    }

    @Test
    void a_hundred_megabytes_of_sql_are_a_413_that_names_the_limit() {
        Scratch.sparse(directory, "zeros", HUNDRED_MEGABYTES);

        Curl.Answer answer = query("zeros");

        assertThat(answer.status()).as(answer.text()).isEqualTo(413);
        assertThat(answer.text()).contains("\"error\"").contains("limits.max_body_size");
        assertThat(sql.query("SELECT 1").rows()).hasSize(1);
    }

    @Test
    void deep_json_and_deep_sql_are_refused() {
        Scratch.file(directory, "deep.json", "[".repeat(200_000).getBytes(StandardCharsets.UTF_8));

        assertThat(query("deep.json").status()).isEqualTo(400);
        assertThatThrownBy(() -> sql.query("SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000))).isInstanceOf(SqlError.class);
        assertThat(sql.query("SELECT 1").rows()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "LIST @nowhere, 2501, nowhere",
        "PRESIGN UPLOAD @~/x EXPIRE = 0, 1006, 604800",
        "PRESIGN UPLOAD @~/x EXPIRE = 604801, 1006, 604800",
        "PRESIGN UPLOAD @~/x EXPIRE = -1, 1005, ''",
        "PRESIGN UPLOAD @~/x EXPIRE = 1e30, 1006, 604800",
        "PRESIGN UPLOAD @~/../x, 1006, traversal",
        "CREATE STAGE ~, 2506, user stage is not allowed to be created",
        "DROP STAGE ~, 2506, User stage (~) is not allowed to be dropped",
        "CREATE OR REPLACE STAGE IF NOT EXISTS x, 1005, ''",
        "CREATE STAGE x URL = 's4://bucket/', 4000, protocol s4 is not supported yet.",
        "CREATE STAGE x URL = 's3://bucket/path', 4000, path in URL must end with '/' when CREATE STAGE. Got '/path'.",
        "CREATE STAGE x URL = '/tmp/', 1005, local filesystem paths must use fs:///path/ instead of /path/",
        "CREATE STAGE x URL = 'fs:///tmp/', 1006, storage.fs_roots",
        "CREATE STAGE x URL = 's3://b/' CONNECTION = (ENDPOINT_URL = 'http://169.254.169.254/'), 4000, 169.254.169.254",
        "CREATE STAGE x URL = 'azblob://c/' CONNECTION = (ACCOUNT_NAME = 'a'), 4000, endpoint_url is required for storage azblob",
        "COPY INTO t FROM @~, 1025, ''",
        "GRANT READ ON STAGE x TO USER y, 2501, ''",
        "GRANT SELECT ON default.t TO USER y, 1025, ''",
        "SELECT * FROM read_csv('/etc/passwd'), 1008, read_csv",
        "SELECT * FROM '/etc/passwd', 1025, ''",
        "LIST @~ PATTERN = '(', 1005, Pattern format invalid"
    })
    void a_refused_statement_has_its_code_and_says_why(String statement, int code, String text) {
        assertThatThrownBy(() -> sql.query(statement)).isInstanceOfSatisfying(SqlError.class, error -> {
            assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
            assertThat(error.getMessage()).contains(text).doesNotContain("Exception").doesNotContain("\tat ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('http://127.0.0.1:1/x')",
        "COPY (SELECT 1) TO '/tmp/stagedoor-escape'",
        "ATTACH '/tmp/stagedoor-escape.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SELECT getenv('HOME')",
        "PRAGMA database_list"
    })
    void a_query_reaches_neither_files_nor_the_network(String statement) {
        assertThatThrownBy(() -> sql.query(statement)).isInstanceOf(SqlError.class);
    }

    @Test
    void an_unknown_user_is_a_401_with_the_code_of_a_wrong_password() {
        Curl.Answer answer = curl.run("-u", "nobody:wrong", "-H", "Content-Type: application/json", "-d", "{\"sql\":\"SELECT 1\"}",
                server.address() + "/v1/query");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("5100", "incorrect password");
    }

    @Test
    void an_unknown_path_is_a_404_in_json() {
        Curl.Answer answer = curl.run("-u", "root:", server.address() + "/v1/nothing");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("\"error\"");
    }

    @Test
    void health_needs_no_password() {
        Curl.Answer answer = curl.run(server.address() + "/health");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text().strip()).isEqualTo("ok");
    }

    private static Curl.Answer query(String file) {
        List<String> arguments = new ArrayList<>(Arrays.asList("-u", "root:", "-X", "POST", "-H", "Content-Type: application/json"));
        arguments.addAll(List.of("-T", file, server.address() + "/v1/query"));
        return curl.run(arguments.toArray(String[]::new));
    }
}
