package dev.stagedoor.e2e.curl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the door lets through and what it refuses, as curl meets it. */
@RequiresCommand("curl")
class DoorTest {
    /** Above what curl sends without asking first: it adds {@code Expect: 100-continue} from 1 MiB on. */
    private static final int BIG = 3 << 20;

    private static final long OBJECT_LIMIT = 16L << 20;

    @TempDir
    static Path directory;

    static ServerProcess server;
    static SqlClient sql;
    static Curl curl;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.Launch.of(directory.resolve("data"))
                .withFlags("--set", "storage.max_object_size=" + OBJECT_LIMIT));
        sql = server.sql();
        curl = new Curl(directory);
        Scratch.file(directory, "small", "hello".getBytes(StandardCharsets.UTF_8));
        Scratch.file(directory, "big", Scratch.bytes(7, BIG));
        Scratch.file(directory, "empty", new byte[0]);
        sql.query("CREATE STAGE door");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void data_binary_sends_the_file_as_it_is() {
        byte[] lines = "a\r\nb\n\u0000c".getBytes(StandardCharsets.UTF_8);
        Scratch.file(directory, "lines", lines);

        assertThat(curl.run("-X", "PUT", "--data-binary", "@lines", put("lines")).status()).isEqualTo(200);

        assertThat(curl.run(get("lines")).body()).isEqualTo(lines);
    }

    @Test
    void an_empty_file_is_a_file() {
        assertThat(curl.run("-T", "empty", put("empty")).status()).isEqualTo(200);

        assertThat(curl.run(get("empty")).body()).isEmpty();
        assertThat(sql.query("SELECT size, md5 FROM list_stage(location => '@door/empty')").rows())
                .singleElement()
                .satisfies(row -> assertThat(row.stream().map(cell -> cell.orElse("NULL")))
                        .containsExactly("0", "\"d41d8cd98f00b204e9800998ecf8427e\""));
    }

    @Test
    void get_tells_length_and_etag_and_adds_no_encoding() {
        curl.run("-T", "small", put("told"));

        Curl.Answer answer = curl.run("-H", "Accept-Encoding: gzip", get("told"));

        assertThat(answer.header("Content-Length")).contains("5");
        assertThat(answer.header("ETag")).contains("\"" + Scratch.md5("hello".getBytes(StandardCharsets.UTF_8)) + "\"");
        assertThat(answer.header("Content-Encoding")).isEmpty();
        assertThat(answer.header("Last-Modified")).isPresent();
    }

    @Test
    void a_gz_file_comes_back_as_it_went_in() {
        byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        Scratch.file(directory, "x.csv.gz", gzip);

        curl.run("-T", "x.csv.gz", put("x.csv.gz"));

        assertThat(curl.run(get("x.csv.gz")).body()).isEqualTo(gzip);
    }

    @Test
    void head_is_answered_for_a_download_url_only_when_it_was_signed_for_head() {
        curl.run("-T", "small", put("head"));

        Curl.Answer head = curl.run("--head", get("head"));

        assertThat(head.status()).isEqualTo(403);
    }

    @Test
    void a_missing_object_is_a_404_in_xml() {
        Curl.Answer answer = curl.run(get("missing"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/xml");
        assertThat(answer.text()).contains("<Code>NoSuchKey</Code>");
    }

    @Test
    void a_part_of_a_file_is_answered_with_206() {
        byte[] content = Scratch.bytes(7, BIG);
        curl.run("-T", "big", put("range"));

        Curl.Answer middle = curl.run("-r", "1000-1999", get("range"));
        assertThat(middle.status()).isEqualTo(206);
        assertThat(middle.header("Content-Range")).contains("bytes 1000-1999/" + BIG);
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(content, 1000, 2000));
        assertThat(curl.run("-r", "-10", get("range")).body()).isEqualTo(Arrays.copyOfRange(content, BIG - 10, BIG));
        assertThat(curl.run("-r", BIG - 5 + "-", get("range")).body()).isEqualTo(Arrays.copyOfRange(content, BIG - 5, BIG));
        Curl.Answer beyond = curl.run("-r", BIG + "-", get("range"));
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.text()).contains("<Code>InvalidRange</Code>");
    }

    @Test
    void if_none_match_answers_304_and_protects_from_overwriting() {
        curl.run("-T", "small", put("match"));
        String etag = curl.run(get("match")).header("ETag").orElseThrow();

        assertThat(curl.run("-H", "If-None-Match: " + etag, get("match")).status()).isEqualTo(304);
        Curl.Answer second = curl.run("-T", "big", "-H", "If-None-Match: *", put("match"));
        assertThat(second.status()).isEqualTo(412);
        assertThat(second.text()).contains("<Code>PreconditionFailed</Code>");
        assertThat(curl.run(get("match")).text()).isEqualTo("hello");
    }

    @Test
    void a_chunked_upload_is_taken() {
        Curl.Answer answer = curl.runWithInput(directory.resolve("big"), "-T", "-", put("chunked"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).contains("\"" + Scratch.md5(Scratch.bytes(7, BIG)) + "\"");
        assertThat(curl.run(get("chunked")).body()).isEqualTo(Scratch.bytes(7, BIG));
    }

    @Test
    void a_right_content_md5_passes_and_a_wrong_one_leaves_no_trace() {
        String right = Base64.getEncoder().encodeToString(Scratch.digest("MD5").digest("hello".getBytes(StandardCharsets.UTF_8)));
        String wrong = Base64.getEncoder().encodeToString(new byte[16]);

        assertThat(curl.run("-T", "small", "-H", "Content-MD5: " + right, put("checked")).status()).isEqualTo(200);
        Curl.Answer refused = curl.run("-T", "big", "-H", "Content-MD5: " + wrong, put("checked"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("<Code>BadDigest</Code>");
        assertThat(curl.run(get("checked")).text()).isEqualTo("hello");
        curl.run("-T", "small", "-H", "Content-MD5: " + wrong, put("never"));
        assertThat(curl.run(get("never")).status()).isEqualTo(404);
    }

    @Test
    void an_x_amz_checksum_is_verified() {
        String wrong = Base64.getEncoder().encodeToString(new byte[32]);
        String right = Base64.getEncoder().encodeToString(Scratch.digest("SHA-256").digest("hello".getBytes(StandardCharsets.UTF_8)));

        assertThat(putWithChecksum(right, right).status()).isEqualTo(200);
        Curl.Answer differs = putWithChecksum(wrong, wrong);
        assertThat(differs.status()).isEqualTo(400);
        assertThat(differs.text()).contains("<Code>BadDigest</Code>");
        assertThat(putWithChecksum(right, wrong).status()).isEqualTo(403);
        Curl.Answer unsigned = curl.run("-T", "small", "-H", "x-amz-checksum-sha256: " + right, put("sha"));
        assertThat(unsigned.status()).isEqualTo(403);
        assertThat(unsigned.text()).contains("x-amz-checksum-sha256", "not signed");
    }

    @Test
    void a_body_over_the_limit_is_refused_before_it_is_read() {
        Scratch.sparse(directory, "huge", OBJECT_LIMIT + 1);

        Curl.Answer refused = curl.run("-T", "huge", put("huge"));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text()).contains("<Code>EntityTooLarge</Code>");
        assertThat(refused.uploaded()).isZero();
    }

    @Test
    void a_chunked_body_over_the_limit_is_refused_and_leaves_no_trace() {
        Scratch.sparse(directory, "endless", OBJECT_LIMIT + 1);

        Curl.Answer refused = curl.runWithInput(directory.resolve("endless"), "-T", "-", put("endless"));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(curl.run(get("endless")).status()).isEqualTo(404);
    }

    @Test
    void a_forged_upload_is_refused_before_its_body_is_sent() {
        Curl.Answer refused = curl.run("-T", "big", tampered(put("forged")));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("<Code>SignatureDoesNotMatch</Code>");
        assertThat(refused.uploaded()).isZero();
        assertThat(curl.run(get("forged")).status()).isEqualTo(404);
    }

    @Test
    void an_expired_url_is_refused_before_the_body_is_sent() {
        String url = sql.presign("UPLOAD", "door", "expired", "EXPIRE = 1").url().toString();

        Curl.Answer refused =
                await().atMost(Duration.ofSeconds(20)).until(() -> curl.run("-T", "big", url), answer -> answer.status() != 200);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("<Code>AccessDenied</Code>").contains("expired");
        assertThat(refused.uploaded()).isZero();
    }

    @Test
    void a_url_is_good_for_its_own_method_only() {
        curl.run("-T", "small", put("method"));

        assertThat(curl.run(put("method")).text()).contains("<Code>SignatureDoesNotMatch</Code>");
        assertThat(curl.run("-T", "big", get("method")).status()).isEqualTo(403);
        assertThat(curl.run("-X", "DELETE", put("method")).status()).isIn(403, 405);
        assertThat(curl.run("-X", "POST", "--data-binary", "@small", put("method")).status()).isIn(403, 405);
        assertThat(curl.run(get("method")).text()).isEqualTo("hello");
    }

    @Test
    void a_url_is_good_for_its_own_key_expiry_and_host_only() {
        curl.run("-T", "small", put("bound"));
        String url = get("bound");

        assertThat(curl.run(url.replace("/bound?", "/bound2?")).status()).isEqualTo(403);
        assertThat(curl.run(url.replace("X-Amz-Expires=3600", "X-Amz-Expires=3601")).status()).isEqualTo(403);
        assertThat(curl.run(url + "&x=1").status()).isEqualTo(403);
        assertThat(curl.run("-H", "Host: other.example", url).status()).isEqualTo(403);
        assertThat(curl.run(url.substring(0, url.indexOf('?'))).status()).isEqualTo(403);
        assertThat(curl.run(url).status()).isEqualTo(200);
    }

    @Test
    void a_content_type_the_client_adds_on_its_own_does_no_harm() {
        assertThat(curl.run("-T", "small", "-H", "Content-Type: application/octet-stream", put("octets")).status())
                .isEqualTo(200);
        assertThat(curl.run("-T", "small", "-H", "Content-Type:", put("octets")).status()).isEqualTo(200);
    }

    @Test
    void a_browser_may_put_and_read_the_etag() {
        String url = put("browser");

        Curl.Answer preflight = curl.run(
                "-X",
                "OPTIONS",
                "-H",
                "Origin: https://app.example",
                "-H",
                "Access-Control-Request-Method: PUT",
                "-H",
                "Access-Control-Request-Headers: content-type",
                url);
        assertThat(preflight.status()).isIn(200, 204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isPresent();
        assertThat(preflight.header("Access-Control-Allow-Methods").orElse("")).contains("PUT");
        assertThat(preflight.header("Access-Control-Allow-Headers").orElse("")).containsIgnoringCase("content-type");

        Curl.Answer answer = curl.run("-T", "small", "-H", "Origin: https://app.example", url);
        assertThat(answer.header("Access-Control-Allow-Origin")).isPresent();
        assertThat(answer.header("Access-Control-Expose-Headers").orElse("")).containsIgnoringCase("ETag");
    }

    @Test
    void a_multipart_form_sent_to_a_put_url_is_refused() {
        Curl.Answer answer = curl.run("-X", "PUT", "-F", "upload=@small", put("form"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("<Code>");
        assertThat(curl.run(get("form")).status()).isEqualTo(404);
    }

    @Test
    void a_form_uploads_through_the_server() {
        String url = server.address() + "/v1/upload_to_stage";

        Curl.Answer answer = curl.run(
                "-u",
                "root:",
                "-X",
                "PUT",
                "-H",
                "x-databend-stage-name: door",
                "-H",
                "x-databend-relative-path: form/in/",
                "-F",
                "upload=@small;filename=a b.txt",
                "-F",
                "upload=@big",
                url);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text())
                .contains("\"stage_name\":\"door\"")
                .contains("\"state\":\"SUCCESS\"")
                .contains("\"files\":[\"a b.txt\",\"big\"]");
        assertThat(sql.query("LIST @door/form/").column("name")).containsExactly("form/in/a b.txt", "form/in/big");
        assertThat(curl.run(get("form/in/big")).body()).isEqualTo(Scratch.bytes(7, BIG));
    }

    @Test
    void a_form_with_a_path_that_leaves_the_stage_is_refused() {
        Curl.Answer answer = curl.run(
                "-u",
                "root:",
                "-X",
                "PUT",
                "-H",
                "x-databend-stage-name: door",
                "-F",
                "upload=@small;filename=../../user/root/x",
                server.address() + "/v1/upload_to_stage");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("\"error\"");
        assertThat(sql.query("LIST @~").column("name")).doesNotContain("x");
    }

    private static Curl.Answer putWithChecksum(String signed, String sent) {
        String url = sql.presign("UPLOAD", "door", "sha", "CHECKSUM_SHA256 = '" + signed + "'").url().toString();
        return curl.run("-T", "small", "-H", "x-amz-checksum-sha256: " + sent, url);
    }

    private static String put(String key) {
        return sql.presign("UPLOAD", "door", key).url().toString();
    }

    private static String get(String key) {
        return sql.presign("DOWNLOAD", "door", key).url().toString();
    }

    /** The same URL with another signature. */
    private static String tampered(String url) {
        char last = url.charAt(url.length() - 1);
        return url.substring(0, url.length() - 1) + (last == '0' ? '1' : '0');
    }
}
