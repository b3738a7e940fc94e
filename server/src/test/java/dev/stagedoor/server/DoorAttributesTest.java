package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent with a file comes back with it, through the door. */
class DoorAttributesTest {
    private static final Map<String, String> SENT = Map.of(
            "Content-Type", "text/csv; charset=utf-8",
            "Content-Encoding", "gzip",
            "Content-Disposition", "attachment; filename=\"books.csv.gz\"",
            "Content-Language", "de",
            "Cache-Control", "public, max-age=60",
            "Expires", "Thu, 01 Dec 2044 16:00:00 GMT",
            "x-amz-meta-MTime", "1795430400.123456789",
            "x-amz-meta-author", "Jane Doe");

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

    private HttpResponse<String> send(HttpMethod method, String key, String body, String... headers) {
        var publisher = method == HttpMethod.PUT ? BodyPublishers.ofString(body) : BodyPublishers.noBody();
        // Whatever tells the store what to do must be signed.
        Map<String, String> signed = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].startsWith("x-amz-")) {
                signed.put(headers[i], headers[i + 1]);
            }
        }
        return door.client.send(
                method.name(), door.presign(method, key, new S3V4Terms(Duration.ofHours(1), signed, Map.of())), publisher, headers);
    }

    private static String[] headers(Map<String, String> headers) {
        return headers.entrySet().stream().flatMap(header -> Stream.of(header.getKey(), header.getValue())).toArray(String[]::new);
    }

    @Test
    void what_is_sent_with_a_file_comes_back_with_get_head_and_a_range() {
        assertThat(send(HttpMethod.PUT, "books.csv", "x".repeat(50_000), headers(SENT)).statusCode()).isEqualTo(200);

        HttpResponse<String> got = send(HttpMethod.GET, "books.csv", "");
        HttpResponse<String> head = send(HttpMethod.HEAD, "books.csv", "");
        HttpResponse<String> range = send(HttpMethod.GET, "books.csv", "", "Range", "bytes=0-9");

        assertThat(got.body()).isEqualTo("x".repeat(50_000));
        assertThat(range.statusCode()).isEqualTo(206);
        SENT.forEach((name, value) -> {
            assertThat(got.headers().allValues(name)).as(name).containsExactly(value);
            assertThat(head.headers().allValues(name)).as(name).containsExactly(value);
            assertThat(range.headers().allValues(name)).as(name).containsExactly(value);
        });
    }

    @Test
    void an_answer_without_a_body_says_how_long_it_may_be_kept() {
        send(HttpMethod.PUT, "a", "x", headers(SENT));

        HttpResponse<String> unchanged = send(HttpMethod.GET, "a", "", "If-None-Match", "*");

        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.headers().firstValue("Cache-Control")).hasValue("public, max-age=60");
        assertThat(unchanged.headers().firstValue("Expires")).isPresent();
        assertThat(unchanged.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void a_new_file_has_nothing_of_the_one_before() {
        send(HttpMethod.PUT, "a", "old", headers(SENT));
        send(HttpMethod.PUT, "a", "new");

        HttpResponse<String> got = send(HttpMethod.GET, "a", "");

        assertThat(got.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        SENT.keySet().stream().filter(name -> !name.equals("Content-Type"))
                .forEach(name -> assertThat(got.headers().firstValue(name)).as(name).isEmpty());
    }

    @Test
    void a_header_sent_twice_is_one_list() throws Exception {
        URI put = door.presign(HttpMethod.PUT, "a");
        try (var connection = new RawConnection(door.address)) {
            connection.write("PUT " + put.getRawPath() + "?" + put.getRawQuery() + " HTTP/1.1\r\nHost: " + put.getRawAuthority()
                    + "\r\nContent-Language: de\r\nContent-Language: fr\r\nContent-Length: 0\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200 ");
        }

        HttpResponse<String> got = send(HttpMethod.GET, "a", "");

        assertThat(got.headers().allValues("Content-Language")).containsExactly("de, fr");
    }

    @Test
    void more_metadata_than_s3_allows_is_refused_and_nothing_is_stored() {
        HttpResponse<String> refused = send(HttpMethod.PUT, "a", "x", "x-amz-meta-a", "x".repeat(1_500), "x-amz-meta-b", "x".repeat(547));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("<Code>MetadataTooLarge</Code>", "2048 bytes");
        assertThat(door.has("a")).isFalse();
        assertThat(send(HttpMethod.PUT, "a", "x", "x-amz-meta-a", "x".repeat(1_500), "x-amz-meta-b", "x".repeat(546)).statusCode())
                .isEqualTo(200);
        assertThat(send(HttpMethod.PUT, "b", "x", "x-amz-meta-", "x").statusCode()).isEqualTo(400);
        assertThat(send(HttpMethod.PUT, "b", "x", "Cache-Control", "x".repeat(1_025)).statusCode()).isEqualTo(400);
        assertThat(door.has("b")).isFalse();
    }

    @Test
    void bytes_beyond_ascii_come_back_as_they_were_sent() throws Exception {
        URI put = door.presign(HttpMethod.PUT, "a");
        URI get = door.presign(HttpMethod.GET, "a");
        try (var connection = new RawConnection(door.address)) {
            connection.write("PUT " + put.getRawPath() + "?" + put.getRawQuery() + " HTTP/1.1\r\nHost: " + put.getRawAuthority()
                    + "\r\nContent-Disposition: attachment; filename=\"b\u00fccher\"\r\nContent-Length: 0\r\n\r\n");
            assertThat(connection.readHead()).startsWith("HTTP/1.1 200 ");
            connection.write("GET " + get.getRawPath() + "?" + get.getRawQuery() + " HTTP/1.1\r\nHost: " + get.getRawAuthority()
                    + "\r\n\r\n");
            assertThat(connection.readHead()).contains("attachment; filename=\"b\u00fccher\"");
        }
    }

    @Test
    void no_stored_header_takes_the_place_of_one_that_defuses() {
        send(HttpMethod.PUT, "page.html", "<script>alert(1)</script>",
                "Content-Type", "text/html", "Content-Disposition", "inline",
                "x-amz-meta-content-security-policy", "script-src *", "Content-Security-Policy", "script-src *",
                "X-Content-Type-Options", "sniff");

        HttpResponse<String> page = send(HttpMethod.GET, "page.html", "");

        assertThat(page.headers().allValues("Content-Security-Policy")).containsExactly("sandbox; default-src 'none'");
        assertThat(page.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(page.headers().firstValue("x-amz-meta-content-security-policy")).hasValue("script-src *");
    }
}
