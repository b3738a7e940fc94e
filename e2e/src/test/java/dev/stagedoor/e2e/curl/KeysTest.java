package dev.stagedoor.e2e.curl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any key S3 accepts is a key, from the SQL text through the URL to the listing. */
@RequiresCommand("curl")
class KeysTest {
    private static final String LONGEST_SEGMENTS = "d/".repeat(200);

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
        sql.query("CREATE STAGE keys");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    static Stream<String> keys() {
        return Stream.of(
                "with space.csv",
                "two  spaces.csv",
                "plus+plus.csv",
                "percent%20literal.csv",
                "percent%.csv",
                "100%2Fsure.csv",
                "equals=sign/date=2026-11-22/part.csv",
                "colon:12:30.csv",
                "question?.csv",
                "hash#tag.csv",
                "ampersand&more.csv",
                "semi;colon,comma.csv",
                "quote'single.csv",
                "quote\"double.csv",
                "back`tick.csv",
                "back\\slash.csv",
                "bracket[1]{2}(3).csv",
                "at@sign$dollar!bang*star.csv",
                "tilde~^caret|pipe<less>more.csv",
                "emoji-📦-日本語-ü.csv",
                "combining-u\u0308.csv",
                "..a/a../...csv",
                "tab\tand\u0001control.csv",
                longest());
    }

    private static String longest() {
        String stagePrefix = "stage/internal/keys/";
        String start = LONGEST_SEGMENTS;
        return start + "x".repeat(1024 - stagePrefix.length() - start.length());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void any_key_can_be_put_listed_and_fetched(String key) {
        byte[] content = key.getBytes(StandardCharsets.UTF_8);
        Scratch.file(directory, "content", content);

        Curl.Answer put = curl.run("-T", "content", sql.presign("UPLOAD", "keys", key).url().toString());
        assertThat(put.status()).as(put.text()).isEqualTo(200);

        assertThat(sql.query("SELECT name FROM list_stage(location => '@keys/')").column("name")).contains(key);
        assertThat(sql.query("LIST @keys").column("name")).contains(key);
        Curl.Answer get = curl.run(sql.presign("DOWNLOAD", "keys", key).url().toString());
        assertThat(get.status()).isEqualTo(200);
        assertThat(get.body()).isEqualTo(content);
    }

    @Test
    void a_file_and_a_directory_may_have_the_same_name() {
        sql.query("CREATE STAGE same_name");
        Scratch.file(directory, "file", "file".getBytes(StandardCharsets.UTF_8));
        Scratch.file(directory, "below", "below".getBytes(StandardCharsets.UTF_8));

        assertThat(put("same_name", "a", "file")).isEqualTo(200);
        assertThat(put("same_name", "a/b", "below")).isEqualTo(200);

        assertThat(sql.query("LIST @same_name").column("name")).containsExactly("a", "a/b");
        assertThat(get("same_name", "a").text()).isEqualTo("file");
        assertThat(get("same_name", "a/b").text()).isEqualTo("below");
    }

    @Test
    void a_percent_escape_in_the_path_is_not_the_character_it_would_stand_for() {
        sql.query("CREATE STAGE escapes");
        Scratch.file(directory, "plain", new byte[] {1});

        assertThat(put("escapes", "a%20b", "plain")).isEqualTo(200);

        assertThat(sql.query("LIST @escapes").column("name")).containsExactly("a%20b");
        assertThat(get("escapes", "a b").status()).isEqualTo(404);
    }

    @Test
    void list_is_in_the_order_of_the_bytes() {
        sql.query("CREATE STAGE ordered");
        Scratch.file(directory, "one", new byte[] {1});
        for (String key : new String[] {"b", "a/z", "a", "B", "a.b", "ü", "\uFF5E", "📦", "a b"}) {
            assertThat(put("ordered", key, "one")).isEqualTo(200);
        }

        assertThat(sql.query("LIST @ordered").column("name"))
                .containsExactly("B", "a", "a b", "a.b", "a/z", "b", "ü", "\uFF5E", "📦");
    }

    @Test
    void a_space_needs_no_quotes_because_no_client_writes_them() {
        assertThat(sql.query("PRESIGN UPLOAD @keys/a b/x y.csv").only("url")).contains("/a%20b/x%20y.csv?");
    }

    @Test
    void double_slashes_collapse() {
        assertThat(sql.query("PRESIGN UPLOAD @keys//root.csv").only("url")).contains("/stage/internal/keys/root.csv?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other/x.csv", "a/../../x.csv", "a/..", "nul\\0x.csv"})
    void keys_that_leave_the_stage_or_hold_a_nul_are_refused(String path) {
        assertRefused("PRESIGN UPLOAD '@keys/" + path + "'", 1006);
    }

    @Test
    void a_key_of_1025_bytes_is_refused() {
        assertRefused("PRESIGN UPLOAD '@keys/" + longest() + "x'", 1006);
    }

    private static void assertRefused(String statement, int code) {
        assertThatThrownBy(() -> sql.query(statement))
                .isInstanceOfSatisfying(SqlError.class, error -> assertThat(error.code()).isEqualTo(code));
    }

    private static int put(String stage, String key, String file) {
        return curl.run("-T", file, sql.presign("UPLOAD", stage, key).url().toString()).status();
    }

    private static Curl.Answer get(String stage, String key) {
        return curl.run(sql.presign("DOWNLOAD", stage, key).url().toString());
    }
}
