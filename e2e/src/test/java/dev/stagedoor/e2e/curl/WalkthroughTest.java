package dev.stagedoor.e2e.curl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.Column;
import dev.stagedoor.e2e.support.SqlClient.Presigned;
import dev.stagedoor.e2e.support.SqlClient.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that says what Stagedoor is for, done by hand. */
@RequiresCommand("curl")
class WalkthroughTest {
    private static final byte[] BOOKS = Scratch.bytes(998, 998);
    private static final DateTimeFormatter LAST_MODIFIED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS '+0000'");

    @TempDir
    static Path directory;

    static ServerProcess server;
    static SqlClient sql;
    static Curl curl;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory.resolve("data"));
        sql = server.sql();
        curl = new Curl(directory);
        Scratch.file(directory, "books.parquet", BOOKS);
        sql.query("CREATE STAGE my_internal_stage;");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"~, stage/user/root", "my_internal_stage, stage/internal/my_internal_stage"})
    void a_file_is_presigned_put_with_curl_and_listed(String stage, String prefix) {
        Result presigned = sql.query("PRESIGN UPLOAD @" + stage + "/books.parquet;");

        assertThat(presigned.schema())
                .containsExactly(new Column("method", "String"), new Column("headers", "Variant"), new Column("url", "String"));
        assertThat(presigned.only("method")).isEqualTo("PUT");
        assertThat(presigned.only("headers")).isEqualTo("{\"host\":\"" + server.authority() + "\"}");
        assertThat(presigned.only("url"))
                .matches(server.address() + "/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/" + prefix + "/books\\.parquet"
                        + "\\?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=[A-Za-z0-9]+%2F\\d{8}%2Fus-east-1%2Fs3%2Faws4_request"
                        + "&X-Amz-Date=\\d{8}T\\d{6}Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
                        + "&x-stagedoor-by=[0-9a-f]{32}&x-stagedoor-id=[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}&X-"
                        + "Amz-Signature=[0-9a-f]{64}");

        Instant before = Instant.now();
        Curl.Answer put = curl.run("-X", "PUT", "-T", "books.parquet", presigned.only("url"));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("ETag")).contains("\"" + Scratch.md5(BOOKS) + "\"");

        Result list = sql.query("LIST @" + stage + ";");
        assertThat(list.schema())
                .containsExactly(
                        new Column("name", "String"),
                        new Column("size", "UInt64"),
                        new Column("md5", "Nullable(String)"),
                        new Column("last_modified", "String"),
                        new Column("creator", "Nullable(String)"));
        assertThat(list.rows()).hasSize(1);
        assertThat(list.only("name")).isEqualTo("books.parquet");
        assertThat(list.only("size")).isEqualTo("998");
        assertThat(list.only("md5")).isEqualTo("\"" + Scratch.md5(BOOKS) + "\"");
        assertThat(list.rows().getFirst().getLast()).isEqualTo(Optional.empty());
        Instant modified = LocalDateTime.parse(list.only("last_modified"), LAST_MODIFIED).toInstant(ZoneOffset.UTC);
        assertThat(modified).isBetween(before.minus(Duration.ofSeconds(2)), Instant.now().plus(Duration.ofSeconds(2)));

        Presigned download = sql.presign("DOWNLOAD", stage, "books.parquet");
        assertThat(download.method()).isEqualTo("GET");
        assertThat(curl.run(download.url().toString()).body()).isEqualTo(BOOKS);
    }

    @Test
    void download_is_the_default_of_presign() {
        assertThat(sql.query("PRESIGN @~/nothing_here.csv").only("method")).isEqualTo("GET");
    }

    @Test
    void the_parameters_of_the_url_come_in_the_documented_order() {
        String query = sql.presign("UPLOAD", "~", "order.csv").url().getRawQuery();

        List<String> names = Arrays.stream(query.split("&")).map(pair -> pair.substring(0, pair.indexOf('='))).toList();
        assertThat(names)
                .containsExactly(
                        "X-Amz-Algorithm",
                        "X-Amz-Credential",
                        "X-Amz-Date",
                        "X-Amz-Expires",
                        "X-Amz-SignedHeaders",
                        "x-stagedoor-by",
                        "x-stagedoor-id",
                        "X-Amz-Signature");
    }

    @Test
    void a_signed_content_type_is_returned_and_must_be_sent() {
        sql.query("CREATE STAGE typed");
        Presigned put = sql.presign("UPLOAD", "typed", "typed.csv", "CONTENT_TYPE = 'text/csv' EXPIRE = 60");

        assertThat(put.headers()).isEqualTo("{\"host\":\"" + server.authority() + "\",\"content-type\":\"text/csv\"}");
        Scratch.file(directory, "typed.csv", new byte[] {'a', '\n'});
        assertThat(curl.run("-T", "typed.csv", put.url().toString()).status()).isEqualTo(403);
        assertThat(curl.run("-T", "typed.csv", "-H", "Content-Type: text/csv", put.url().toString()).status()).isEqualTo(200);
    }
}
