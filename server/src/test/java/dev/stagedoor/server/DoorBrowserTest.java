package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.signing.HttpMethod;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser is told about files that came from anybody. */
class DoorBrowserTest {
    @TempDir
    Path data;

    private static void assertDefused(HttpResponse<?> response, String resourcePolicy) {
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("Content-Security-Policy")).hasValue("sandbox; default-src 'none'");
        assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy")).hasValue(resourcePolicy);
    }

    @Test
    void every_answer_of_the_door_is_defused() {
        try (var door = new DoorServer(data)) {
            URI put = door.presign(HttpMethod.PUT, "page.html");
            assertDefused(door.client.send("PUT", put, BodyPublishers.ofString("<script>alert(1)</script>"), "Content-Type", "text/html"),
                    "cross-origin");
            HttpResponse<String> page = door.client.send("GET", door.presign(HttpMethod.GET, "page.html"), BodyPublishers.noBody());
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html");
            assertDefused(page, "cross-origin");
            assertDefused(door.client.send("GET", door.presign(HttpMethod.GET, "none"), BodyPublishers.noBody()), "cross-origin");
            assertDefused(door.client.send("GET", "/stagedoor/x", ""), "cross-origin");
            assertDefused(door.client.send("OPTIONS", put, BodyPublishers.noBody()), "cross-origin");
        }
    }

    @Test
    void only_configured_origins_read_and_caches_keep_them_apart() {
        try (var door = new DoorServer(data, Options.with(new ServerOptions.Door(List.of("https://a.example"), 256)))) {
            URI url = door.presign(HttpMethod.PUT, "f");
            HttpResponse<String> allowed = door.client.send("PUT", url, BodyPublishers.ofString("x"), "Origin", "https://a.example");
            assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://a.example");
            HttpResponse<String> other = door.client.send("PUT", url, BodyPublishers.ofString("x"), "Origin", "https://b.example");
            assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            assertThat(List.of(allowed, other)).allSatisfy(answer -> {
                assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
                assertDefused(answer, "same-origin");
            });
        }
    }

    @Test
    void a_page_may_send_every_header_that_a_url_binds() {
        try (var door = new DoorServer(data)) {
            HttpResponse<String> preflight = door.client.send(
                    "OPTIONS", door.presign(HttpMethod.PUT, "f"), BodyPublishers.noBody(), "Origin", "https://a.example",
                    "Access-Control-Request-Method", "PUT",
                    "Access-Control-Request-Headers", "content-type,if-none-match,x-amz-checksum-sha256");
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValue("content-type,if-none-match,x-amz-checksum-sha256");
            assertThat(preflight.headers().firstValue("Access-Control-Expose-Headers").orElseThrow()).contains("ETag", "Retry-After");
        }
    }

    @Test
    void answers_to_sql_are_never_stored_by_caches() {
        try (var door = new DoorServer(data)) {
            HttpResponse<String> answer = door.client.send("POST", "/v1/query", "{\"sql\":\"echo x\"}");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(door.client.send("POST", "/v1/nothing", "").headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    @Test
    void requests_beyond_the_limit_of_an_address_are_429_and_others_go_on() throws Exception {
        try (var door = new DoorServer(data, Options.with(new ServerOptions.Door(List.of("*"), 2)));
                var first = new RawConnection(door.address);
                var second = new RawConnection(door.address)) {
            for (RawConnection slow : List.of(first, second)) {
                URI url = door.presign(HttpMethod.PUT, "slow");
                slow.write("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                        + "\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
                assertThat(slow.readHead()).startsWith("HTTP/1.1 100 ");
            }
            URI url = door.presign(HttpMethod.PUT, "f");
            HttpResponse<String> third = door.client.send("PUT", url, BodyPublishers.ofString("x"));
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(third.body()).contains("<Code>SlowDown</Code>", "2 requests of one address");
            assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(door.has("f")).isFalse();
            first.write("ok");
            assertThat(first.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(door.client.send("PUT", url, BodyPublishers.ofString("x")).statusCode()).isEqualTo(200);
        }
    }
}
