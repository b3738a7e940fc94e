package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.storage.ObjectKey;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoorTest {
    private static final byte[] BYTES = "hello, world\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path data;

    private DoorServer door;

    @BeforeEach
    void start() {
        door = new DoorServer(data);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    private HttpResponse<String> put(String key, byte[] bytes, String... headers) {
        return door.client.send("PUT", door.presign(HttpMethod.PUT, key), BodyPublishers.ofByteArray(bytes), headers);
    }

    /** With headers that are signed beside the host. */
    private HttpResponse<String> putSigned(String key, byte[] bytes, Map<String, String> signed) {
        URI url = door.presign(HttpMethod.PUT, key, new S3V4Terms(Duration.ofHours(1), signed, Map.of()));
        String[] headers = signed.entrySet().stream().flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray(String[]::new);
        return door.client.send("PUT", url, BodyPublishers.ofByteArray(bytes), headers);
    }

    private HttpResponse<byte[]> get(String key, String... headers) {
        return door.client.sendForBytes("GET", door.presign(HttpMethod.GET, key), BodyPublishers.noBody(), headers);
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/xml");
        assertThat(response.body()).startsWith("<?xml")
                .contains("<Code>" + code + "</Code>", "<Message>", "<Resource>/stagedoor/", "<RequestId>");
    }

    @Test
    void what_is_put_is_got_back_as_it_was() throws Exception {
        HttpResponse<String> stored = put("a/b.txt", BYTES, "Content-Type", "text/csv");
        String etag = "\"" + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(BYTES)) + "\"";
        assertThat(stored.statusCode()).isEqualTo(200);
        assertThat(stored.headers().firstValue("ETag")).hasValue(etag);
        HttpResponse<byte[]> got = get("a/b.txt");
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(BYTES);
        assertThat(got.headers().firstValue("ETag")).hasValue(etag);
        assertThat(got.headers().firstValue("Content-Type")).hasValue("text/csv");
        assertThat(got.headers().firstValue("Content-Length")).hasValue("13");
        assertThat(got.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        assertThat(got.headers().firstValue("Last-Modified")).hasValue("Sun, 22 Nov 2026 12:00:00 GMT");
        assertThat(got.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(got.headers().firstValue("Server")).isEmpty();
    }

    static Stream<String> keys() {
        String ascii = IntStream.range(1, 128).filter(c -> c != '/').mapToObj(c -> "" + (char) c).collect(Collectors.joining());
        return Stream.of(
                ascii, "a b+c%d=e:f\"g'h", "100%", "%2F", "%2e%2e", "a;b=c", "\\..\\x", "a%2Fb", "p?q#r", "漢字/📚.parquet", "a/b", "a",
                "a&b<c>", "…", "~", "x".repeat(1024), "é".repeat(512), "\u0001", "a//".replace("//", "/b"), ".hidden", "a..b", "...");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void any_legal_key_is_put_and_got(String key) {
        assertThat(put(key, BYTES).statusCode()).isEqualTo(200);
        assertThat(door.has(key)).isTrue();
        assertThat(get(key).body()).isEqualTo(BYTES);
    }

    @Test
    void a_large_body_arrives_whole_with_and_without_a_length() {
        byte[] bytes = new byte[20_000_000];
        new Random(7).nextBytes(bytes);
        assertThat(put("large", bytes).statusCode()).isEqualTo(200);
        assertThat(get("large").body()).isEqualTo(bytes);
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
        assertThat(door.client.send("PUT", door.presign(HttpMethod.PUT, "chunked"), chunked).statusCode()).isEqualTo(200);
        assertThat(get("chunked").body()).isEqualTo(bytes);
        assertThat(put("empty", new byte[0]).statusCode()).isEqualTo(200);
        assertThat(get("empty").body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4, hello, bytes 0-4/13",
        "bytes=7-, 'world\n', bytes 7-12/13",
        "bytes=-6, 'world\n', bytes 7-12/13",
        "bytes=0-, 'hello, world\n', bytes 0-12/13",
        "bytes=12-99, '\n', bytes 12-12/13",
    })
    void a_range_is_answered_with_that_part(String range, String part, String contentRange) {
        put("r", BYTES);
        HttpResponse<byte[]> got = get("r", "Range", range);
        assertThat(got.statusCode()).isEqualTo(206);
        assertThat(new String(got.body(), StandardCharsets.UTF_8)).isEqualTo(part);
        assertThat(got.headers().firstValue("Content-Range")).hasValue(contentRange);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1-2,4-5", "bytes=5-1", "lines=1-2", "bytes=a-b", "bytes=-", "bytes=99999999999999999999-"})
    void a_range_that_is_not_one_is_ignored(String range) {
        put("r", BYTES);
        assertThat(get("r", "Range", range).statusCode()).isEqualTo(200);
    }

    @Test
    void a_range_beyond_the_end_is_416() {
        put("r", BYTES);
        HttpResponse<String> response =
                door.client.send("GET", door.presign(HttpMethod.GET, "r"), BodyPublishers.noBody(), "Range", "bytes=13-");
        assertRefused(response, 416, "InvalidRange");
        assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */13");
    }

    @Test
    void conditions_of_a_get_are_kept() {
        String etag = put("c", BYTES).headers().firstValue("ETag").orElseThrow();
        assertThat(get("c", "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(get("c", "If-None-Match", "\"x\", W/" + etag).statusCode()).isEqualTo(304);
        assertThat(get("c", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
        assertThat(get("c", "If-Match", "\"x\"").statusCode()).isEqualTo(412);
        assertThat(get("c", "If-Match", etag).statusCode()).isEqualTo(200);
        assertThat(get("c", "If-Modified-Since", "Sun, 22 Nov 2026 12:00:00 GMT").statusCode()).isEqualTo(304);
        assertThat(get("c", "If-Modified-Since", "Sun, 22 Nov 2026 11:59:59 GMT").statusCode()).isEqualTo(200);
        assertThat(get("c", "If-Unmodified-Since", "Sun, 22 Nov 2026 11:59:59 GMT").statusCode()).isEqualTo(412);
        assertThat(get("c", "Range", "bytes=0-1", "If-Range", "\"x\"").statusCode()).isEqualTo(200);
        assertThat(get("c", "Range", "bytes=0-1", "If-Range", etag).statusCode()).isEqualTo(206);
    }

    @Test
    void head_tells_what_get_would_and_a_get_url_is_no_head_url() {
        put("h", BYTES, "Content-Type", "text/csv");
        HttpResponse<String> head = door.client.send("HEAD", door.presign(HttpMethod.HEAD, "h"), BodyPublishers.noBody());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue("13");
        assertThat(head.headers().firstValue("Content-Type")).hasValue("text/csv");
        HttpResponse<String> wrong = door.client.send("HEAD", door.presign(HttpMethod.GET, "h"), BodyPublishers.noBody());
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.body()).isEmpty();
    }

    @Test
    void a_missing_object_is_404() {
        assertRefused(door.client.send("GET", door.presign(HttpMethod.GET, "none"), BodyPublishers.noBody()), 404, "NoSuchKey");
    }

    @Test
    void an_expired_url_is_refused() {
        URI url = door.presign(HttpMethod.PUT, "late");
        door.clock.turn(Duration.ofMinutes(61));
        assertRefused(door.client.send("PUT", url, BodyPublishers.ofByteArray(BYTES)), 403, "AccessDenied");
        assertThat(door.has("late")).isFalse();
    }

    @Test
    void a_url_for_one_method_does_nothing_for_another() {
        put("m", BYTES);
        URI get = door.presign(HttpMethod.GET, "m");
        assertRefused(door.client.send("PUT", get, BodyPublishers.ofString("changed")), 403, "SignatureDoesNotMatch");
        assertRefused(door.client.send("DELETE", get, BodyPublishers.noBody()), 403, "SignatureDoesNotMatch");
        assertThat(get("m").body()).isEqualTo(BYTES);
    }

    @Test
    void a_tampered_url_is_refused_and_changes_nothing() {
        String url = door.presign(HttpMethod.PUT, "t").toString();
        for (String tampered : new String[] {
            url.replace("/t?", "/u?"),
            url.replace("/t?", "/t/../u?"),
            url.replace("Expires=3600", "Expires=3601"),
            url + "&x=y",
            url.substring(0, url.length() - 1) + (url.endsWith("0") ? "1" : "0"),
        }) {
            HttpResponse<String> response = door.client.send("PUT", URI.create(tampered), BodyPublishers.ofByteArray(BYTES));
            assertThat(response.statusCode()).as(tampered).isEqualTo(403);
            assertThat(response.body()).contains("<Error>").doesNotContain("X-Amz-Signature");
        }
        assertThat(door.has("t")).isFalse();
        assertThat(door.has("u")).isFalse();
    }

    /** Proxies and browsers sort parameters, or put them in an order of their own. */
    @Test
    void a_url_whose_parameters_arrive_in_another_order_is_served() {
        for (boolean sorted : new boolean[] {true, false}) {
            String key = "order/" + sorted;
            HttpResponse<String> stored =
                    door.client.send("PUT", reordered(door.presign(HttpMethod.PUT, key), sorted), BodyPublishers.ofByteArray(BYTES));
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
            URI get = reordered(door.presign(HttpMethod.GET, key), sorted);
            assertThat(door.client.send("GET", get, BodyPublishers.noBody()).statusCode()).isEqualTo(200);
            assertRefused(door.client.send("GET", URI.create(get + "&X-Amz-Expires=604800"), BodyPublishers.noBody()), 403,
                    "SignatureDoesNotMatch");
            assertRefused(door.client.send("GET", URI.create(get + "&versionId=1"), BodyPublishers.noBody()), 403, "SignatureDoesNotMatch");
        }
    }

    /** @param sorted whether by name alone, which puts the signature before the signed headers; else backwards */
    private static URI reordered(URI url, boolean sorted) {
        Comparator<String> order = Comparator.naturalOrder();
        String query = Arrays.stream(url.getRawQuery().split("&")).sorted(sorted ? order : order.reversed())
                .collect(Collectors.joining("&"));
        return URI.create(url.toString().replace(url.getRawQuery(), query));
    }

    @Test
    void a_request_that_is_not_presigned_is_refused() {
        URI plain = URI.create(door.origin() + "/stagedoor/stage/user/root/x");
        assertRefused(door.client.send("PUT", plain, BodyPublishers.ofByteArray(BYTES)), 403, "AccessDenied");
        assertRefused(door.client.send("GET", plain, BodyPublishers.noBody()), 403, "AccessDenied");
        URI version2 = URI.create(plain + "?AWSAccessKeyId=x&Expires=1&Signature=y");
        HttpResponse<String> old = door.client.send("GET", version2, BodyPublishers.noBody());
        assertThat(old.statusCode()).isBetween(400, 403);
        assertThat(door.client.send("PATCH", plain, BodyPublishers.noBody()).statusCode()).isEqualTo(405);
    }

    @Test
    void a_signature_of_our_key_on_what_is_not_served_is_refused() {
        S3Credential credential = door.directory.credential();
        assertRefused(
                door.client.send("DELETE", door.presignAny(HttpMethod.DELETE, "x", credential), BodyPublishers.noBody()),
                405,
                "MethodNotAllowed");
        for (String key : new String[] {"a/../b", "a//b", "dir/", "nul\u0000", "x".repeat(1025)}) {
            HttpResponse<String> response =
                    door.client.send("PUT", door.presignAny(HttpMethod.PUT, key, credential), BodyPublishers.ofByteArray(BYTES));
            assertThat(response.statusCode()).as(key).isBetween(400, 403);
        }
        var stranger = new S3Credential("SDSTRANGER", Secret.of("x"));
        assertRefused(
                door.client.send("PUT", door.presignAny(HttpMethod.PUT, "x", stranger), BodyPublishers.ofByteArray(BYTES)),
                403,
                "InvalidAccessKeyId");
    }

    @Test
    void an_expired_url_is_refused_before_the_body_is_read() throws Exception {
        URI url = door.presign(HttpMethod.PUT, "late");
        door.clock.turn(Duration.ofHours(2));
        try (var raw = new RawConnection(door.address)) {
            raw.write(putHead(url, "Content-Length: 10000000\r\nExpect: 100-continue\r\n"));
            String all = raw.readAll();
            assertThat(all).startsWith("HTTP/1.1 403 ").contains("Connection: close", "<Code>AccessDenied</Code>")
                    .doesNotContain("100 Continue");
        }
    }

    @Test
    void expect_continue_is_answered_when_the_body_is_wanted() throws Exception {
        try (var raw = new RawConnection(door.address)) {
            raw.write(putHead(door.presign(HttpMethod.PUT, "wanted"), "Content-Length: 5\r\nExpect: 100-continue\r\n"));
            assertThat(raw.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            raw.write("hello");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 OK");
        }
        assertThat(get("wanted").body()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_refused_client_that_sends_its_body_anyway_sees_the_answer() {
        URI url = door.presign(HttpMethod.GET, "x");
        HttpResponse<String> response = door.client.send("PUT", url, BodyPublishers.ofByteArray(new byte[4_000_000]));
        assertRefused(response, 403, "SignatureDoesNotMatch");
    }

    @Test
    void a_length_beyond_the_limit_is_413_before_the_body_is_read() throws Exception {
        try (var raw = new RawConnection(door.address)) {
            raw.write(putHead(
                    door.presign(HttpMethod.PUT, "big"),
                    "Content-Length: " + (DoorServer.MAX_OBJECT_BYTES + 1) + "\r\nExpect: 100-continue\r\n"));
            assertThat(raw.readAll()).startsWith("HTTP/1.1 413 ").contains("<Code>EntityTooLarge</Code>").doesNotContain("100 Continue");
        }
    }

    @Test
    void a_put_that_announces_no_body_empties_nothing() throws Exception {
        put("kept", BYTES);
        try (var raw = new RawConnection(door.address)) {
            raw.write(putHead(door.presign(HttpMethod.PUT, "kept"), "Connection: close\r\n"));
            assertThat(raw.readAll()).startsWith("HTTP/1.1 411 ").contains("<Code>MissingContentLength</Code>");
        }
        assertThat(get("kept").body()).isEqualTo(BYTES);
    }

    @Test
    void a_body_that_breaks_off_leaves_nothing() throws Exception {
        put("kept", BYTES);
        try (var raw = new RawConnection(door.address)) {
            raw.write(putHead(door.presign(HttpMethod.PUT, "kept"), "Content-Length: 1000000\r\n"));
            raw.write(new byte[200_000]);
            raw.socket().shutdownOutput();
            assertThat(raw.readAll()).doesNotStartWith("HTTP/1.1 200");
        }
        assertThat(get("kept").body()).isEqualTo(BYTES);
    }

    @Test
    void checksums_are_verified() throws Exception {
        var base64 = Base64.getEncoder();
        String md5 = base64.encodeToString(MessageDigest.getInstance("MD5").digest(BYTES));
        String sha1 = base64.encodeToString(MessageDigest.getInstance("SHA-1").digest(BYTES));
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(BYTES);
        var crc = new CRC32();
        crc.update(BYTES);
        String crc32 = base64.encodeToString(HexFormat.of().parseHex(String.format("%08x", crc.getValue())));
        var all = new TreeMap<>(Map.of("content-md5", md5, "x-amz-checksum-sha1", sha1, "x-amz-checksum-crc32", crc32,
                "x-amz-checksum-sha256", base64.encodeToString(sha256),
                "x-amz-content-sha256", HexFormat.of().formatHex(sha256)));
        assertThat(putSigned("k", BYTES, all).statusCode()).isEqualTo(200);
        byte[] other = "other".getBytes(StandardCharsets.UTF_8);
        assertRefused(put("k", other, "Content-MD5", md5), 400, "BadDigest");
        assertRefused(putSigned("k", other, Map.of("x-amz-checksum-crc32", crc32)), 400, "BadDigest");
        assertRefused(putSigned("k", other, Map.of("x-amz-content-sha256", HexFormat.of().formatHex(sha256))), 400, "BadDigest");
        assertRefused(put("k", other, "Content-MD5", "not base64!"), 400, "InvalidDigest");
        assertRefused(putSigned("k", other, Map.of("x-amz-checksum-sha256", md5)), 400, "InvalidDigest");
        assertThat(get("k").body()).isEqualTo(BYTES);
    }

    /** As Amazon has it: whoever is on the way could have added it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"x-amz-checksum-sha256", "x-amz-content-sha256", "x-amz-acl", "x-amz-meta-a", "x-amz-copy-source", "x-amz-tagging"})
    void a_header_that_tells_the_store_what_to_do_must_be_signed(String name) {
        HttpResponse<String> refused = put("x", BYTES, name, "a");
        assertRefused(refused, 403, "AccessDenied");
        assertThat(refused.body()).contains(name, "not signed", "Leave it out");
        assertThat(door.has("x")).isFalse();
    }

    @Test
    void a_put_that_must_not_overwrite_does_not() {
        assertThat(put("once", BYTES, "If-None-Match", "*").statusCode()).isEqualTo(200);
        assertRefused(put("once", "other".getBytes(StandardCharsets.UTF_8), "If-None-Match", "*"), 412, "PreconditionFailed");
        assertRefused(put("once", BYTES, "If-None-Match", "\"x\""), 501, "NotImplemented");
        assertThat(get("once").body()).isEqualTo(BYTES);
    }

    @Test
    void what_would_be_stored_differently_from_what_is_meant_is_refused() {
        assertRefused(put("x", BYTES, "Content-Encoding", "aws-chunked"), 501, "NotImplemented");
        assertRefused(put("x", BYTES, "Content-Type", "multipart/form-data; boundary=b"), 400, "InvalidRequest");
        assertRefused(putSigned("x", BYTES, Map.of("x-amz-copy-source", "/stagedoor/y")), 501, "NotImplemented");
        assertRefused(put("x", BYTES, "Content-Range", "bytes 0-12/13"), 400, "InvalidRequest");
        assertThat(door.has("x")).isFalse();
    }

    @Test
    void a_signed_content_type_must_be_sent_and_may_be_any() {
        URI url = door.presign(HttpMethod.PUT, "form", "multipart/form-data");
        assertRefused(door.client.send("PUT", url, BodyPublishers.ofByteArray(BYTES)), 403, "SignatureDoesNotMatch");
        HttpResponse<String> sent =
                door.client.send("PUT", url, BodyPublishers.ofByteArray(BYTES), "Content-Type", "multipart/form-data");
        assertThat(sent.statusCode()).isEqualTo(200);
    }

    @Test
    void a_browser_may_use_presigned_urls_from_any_page() {
        URI url = door.presign(HttpMethod.PUT, "b");
        HttpResponse<String> preflight = door.client.send(
                "OPTIONS", url, BodyPublishers.noBody(), "Origin", "https://app.example", "Access-Control-Request-Method", "PUT",
                "Access-Control-Request-Headers", "content-type,x-amz-checksum-crc32");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElseThrow()).contains("PUT");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers")).hasValue("content-type,x-amz-checksum-crc32");
        HttpResponse<String> stored = door.client.send("PUT", url, BodyPublishers.ofByteArray(BYTES), "Origin", "https://app.example");
        assertThat(stored.headers().firstValue("Access-Control-Expose-Headers").orElseThrow()).contains("ETag");
        assertThat(stored.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    void the_sql_endpoints_are_closed_to_other_sites_pages() {
        HttpResponse<String> preflight = door.client.send(
                "OPTIONS", "/v1/query", "", "Origin", "https://app.example", "Access-Control-Request-Method", "POST");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void a_client_that_stops_reading_keeps_the_old_bytes_of_an_overwritten_object() throws Exception {
        byte[] old = new byte[8_000_000];
        new Random(3).nextBytes(old);
        put("o", old);
        URI url = door.presign(HttpMethod.GET, "o");
        try (var raw = new RawConnection(door.address)) {
            raw.write("GET " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                    + "\r\nConnection: close\r\n\r\n");
            raw.readHead();
            put("o", BYTES);
            assertThat(raw.socket().getInputStream().readAllBytes()).isEqualTo(old);
        }
        assertThat(get("o").body()).isEqualTo(BYTES);
    }

    @Test
    void a_raw_path_is_verified_as_it_came() throws Exception {
        URI url = door.presign(HttpMethod.GET, "r");
        put("r", BYTES);
        for (String path : new String[] {"/stagedoor/./r", "/stagedoor//r", "/stagedoor/x/../r", "/stagedoor/r;p=1", "/stagedoor/%2e/r",
                "/stagedoor/r%"}) {
            try (var raw = new RawConnection(door.address)) {
                raw.write("GET " + path + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                        + "\r\nConnection: close\r\n\r\n");
                assertThat(raw.readAll()).as(path).matches("(?s)HTTP/1.1 40[03] .*");
            }
        }
        try (var raw = new RawConnection(door.address)) {
            raw.write("GET /stagedoor/%72?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                    + "\r\nConnection: close\r\n\r\n");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void uploads_through_the_server_end_up_where_the_engine_says() {
        String form = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"x y.csv\"\r\n\r\nhello\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"deep/er/\\\"q\\\".csv\"\r\nContent-Type:"
                + " text/csv\r\n\r\nworld\r\n--b--\r\n";
        HttpResponse<String> response = door.client.send(
                "PUT", "/v1/upload_to_stage", form, "Content-Type", "multipart/form-data; boundary=b", "stage_name", "st",
                "relative_path", "/a/b/");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Client.json(response).get("files").toString()).isEqualTo("[\"x y.csv\",\"deep/er/\\\"q\\\".csv\"]");
        assertThat(Client.json(response).get("state").asString()).isEqualTo("SUCCESS");
        assertThat(get("up/a/b/x y.csv").body()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(get("up/a/b/deep/er/\"q\".csv").body()).isEqualTo("world".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"f\"\r\n\r\nhello",
                "--b\r\nContent-Disposition: form-data; name=\"upload\"\r\n\r\nhello\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"\"\r\n\r\nhello\r\n--b--\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"../f\"\r\n\r\nhello\r\n--b--\r\n",
                "", "nonsense", "--b--\r\n",
            })
    void a_form_that_is_not_one_file_after_another_is_refused(String form) {
        HttpResponse<String> response = door.client.send(
                "PUT", "/v1/upload_to_stage", form, "Content-Type", "multipart/form-data; boundary=b", "X-DATABEND-STAGE-NAME", "st");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Client.json(response).get("error").get("message").asString()).isNotEmpty();
        assertThat(door.store.list(dev.stagedoor.storage.KeyPrefix.ALL, "").hasNext()).isFalse();
    }

    @Test
    void an_upload_without_a_stage_is_refused_with_databends_text() {
        HttpResponse<String> response =
                door.client.send("PUT", "/v1/upload_to_stage", "", "Content-Type", "multipart/form-data; boundary=b");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("[HTTP-STAGE] Missing required parameter 'stage-name' in request headers");
    }

    @Test
    void stage_names_and_file_names_are_utf8_on_the_wire() throws Exception {
        byte[] form = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"漢字 📚.csv\"\r\n\r\nhello\r\n--b--\r\n"
                .getBytes(StandardCharsets.UTF_8);
        try (var raw = new RawConnection(door.address)) {
            raw.write(("PUT /v1/upload_to_stage HTTP/1.1\r\nHost: x\r\nAuthorization: " + Client.ROOT
                            + "\r\nhost: 127.0.0.1\r\nx-databend-stage-name: st\r\nx-databend-relative-path: gewürz\r\n"
                            + "Content-Type: multipart/form-data; boundary=b\r\nConnection: close\r\nContent-Length: " + form.length
                            + "\r\n\r\n")
                    .replace("Host: x\r\n", "")
                    .getBytes(StandardCharsets.UTF_8));
            raw.write(form);
            assertThat(raw.readAll()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(door.has("up/gewürz/漢字 📚.csv")).isTrue();
    }

    @Test
    void in_flight_uploads_finish_when_the_server_stops_and_nothing_new_begins() throws Exception {
        try (var raw = new RawConnection(door.address)) {
            raw.write(putHead(door.presign(HttpMethod.PUT, "inflight"), "Content-Length: 10\r\nExpect: 100-continue\r\n"));
            raw.readHead();
            raw.write("hello");
            var stopping = Thread.ofPlatform().start(() -> door.server.stop(Duration.ofSeconds(20)));
            await().untilAsserted(() -> org.assertj.core.api.Assertions.assertThatThrownBy(() -> new RawConnection(door.address).close())
                    .isInstanceOf(java.net.ConnectException.class));
            raw.write("world");
            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ").containsIgnoringCase("Connection: close");
            stopping.join();
        }
        assertThat(door.store.stat(new ObjectKey("inflight"))).isPresent();
    }

    @Test
    void an_upload_that_does_not_finish_in_its_grace_is_cut_and_leaves_nothing() throws Exception {
        try (var raw = new RawConnection(door.address)) {
            raw.write(putHead(door.presign(HttpMethod.PUT, "endless"), "Content-Length: 10\r\nExpect: 100-continue\r\n"));
            raw.readHead();
            raw.write("hello");
            door.server.stop(Duration.ofMillis(300));
            assertThat(raw.readAll()).doesNotContain("200 OK");
        }
        assertThat(door.store.stat(new ObjectKey("endless"))).isEmpty();
    }

    private static String putHead(URI url, String headers) {
        return "PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\n"
                + headers + "\r\n";
    }
}
