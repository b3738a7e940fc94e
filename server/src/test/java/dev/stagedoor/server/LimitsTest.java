package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.protocol.ResultLimits;
import dev.stagedoor.signing.HttpMethod;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @Test
    void a_hundred_megabytes_of_sql_are_413_and_the_client_sees_it() throws Exception {
        byte[] some = new byte[1 << 20];
        java.util.Arrays.fill(some, (byte) ' ');
        try (var running = new ScriptedServer()) {
            try (var raw = new RawConnection(running.address)) {
                raw.write("POST /v1/query HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: " + Client.ROOT
                        + "\r\nContent-Length: 104857600\r\n\r\n{\"sql\":\"");
                raw.write(some);
                assertThat(raw.readAll()).startsWith("HTTP/1.1 413 ")
                        .contains("Connection: close", "\"code\":413", "longer than the 2097152 bytes that limits.max_body_size allows");
            }
            try (var raw = new RawConnection(running.address)) {
                raw.write("POST /v1/query HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: " + Client.ROOT
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int i = 0; i < 3; i++) {
                    raw.write("100000\r\n").write(some).write("\r\n");
                }
                raw.write("0\r\n\r\n");
                assertThat(raw.readHead()).startsWith("HTTP/1.1 413 ");
            }
            assertThat(running.client.query("rows 1").get("data").size()).isEqualTo(1);
        }
    }

    @Test
    void a_statement_just_within_the_limit_is_run_and_one_beyond_is_413() {
        try (var running = new ScriptedServer()) {
            String within = "echo " + "x".repeat((1 << 20) - 5);
            assertThat(running.client.query(within).get("data").get(0).get(0).asString()).hasSize((1 << 20) - 5);
            HttpResponse<String> beyond =
                    running.client.send("POST", "/v1/query", Client.JSON.writeValueAsString(Map.of("sql", within + "x")));
            assertThat(beyond.statusCode()).isEqualTo(413);
            assertThat(beyond.body()).contains("the statement is longer than the 1048576 bytes that limits.max_sql_size allows");
        }
    }

    @Test
    void headers_beyond_their_limit_are_431_as_json() throws Exception {
        try (var running = new ScriptedServer();
                var raw = new RawConnection(running.address)) {
            raw.write("GET /health HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 431 ").contains("application/json", "\"error\":{\"code\":431",
                    "limits.max_header_size allows 16384 bytes").doesNotContain("Jetty", "jetty");
        }
    }

    @Test
    void headers_beyond_their_limit_are_xml_at_the_door() throws Exception {
        try (var running = new ScriptedServer();
                var raw = new RawConnection(running.address)) {
            raw.write("GET /bucket/key HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 431 ").contains("<Code>RequestHeaderSectionTooLarge</Code>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n", "GET /health HTTP/9.9\r\n\r\n", "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /v1/query HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            })
    void what_is_not_http_gets_a_short_json_error(String request) throws Exception {
        try (var running = new ScriptedServer();
                var raw = new RawConnection(running.address)) {
            raw.write(request);
            assertThat(raw.readAll())
                    .matches("(?s)HTTP/1.1 (400|505) .*")
                    .contains("\"error\":{\"code\":")
                    .doesNotContainIgnoringCase("jetty")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void a_port_that_is_taken_is_one_clear_line() {
        try (var running = new ScriptedServer()) {
            var same = new ServerOptions.Listen(ListenAddress.of("127.0.0.1"), running.address.getPort(), Optional.<URI>empty(),
                    List.of(), 16);
            assertThatThrownBy(() -> new ScriptedServer(Options.with(same), Users.DEFAULT).close())
                    .isInstanceOfSatisfying(StagedoorException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                        assertThat(e)
                                .hasMessageContaining("cannot listen on 127.0.0.1:" + running.address.getPort())
                                .hasMessageNotContaining("\n");
                    });
        }
    }

    @Test
    void a_statement_that_takes_longer_than_the_idle_limit_is_still_answered() {
        try (var running =
                new ScriptedServer(Options.with(Duration.ofMillis(300), ServerOptions.Transfers.DEFAULT.minimumRate()), Users.DEFAULT)) {
            var answer = CompletableFuture.supplyAsync(
                    () -> running.client.query(Map.of("sql", "wait", "pagination", Map.of("wait_time_secs", 1))));
            assertThat(answer.join().get("state").asString()).isEqualTo("Running");
        }
    }

    @Test
    void a_client_that_trickles_its_upload_is_cut_off_and_others_are_not(@TempDir Path data) throws Exception {
        var options = Options.with(Duration.ofSeconds(10), new MinimumRate(1 << 20, Duration.ofMillis(300)));
        try (var door = new DoorServer(data, options);
                var raw = new RawConnection(door.address)) {
            URI url = door.presign(HttpMethod.PUT, "slow");
            raw.write("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                    + "\r\nContent-Length: 1000000\r\n\r\n");
            raw.write("x");
            assertThat(door.client.send("PUT", door.presign(HttpMethod.PUT, "quick"), BodyPublishers.ofByteArray(new byte[100_000]))
                    .statusCode())
                    .isEqualTo(200);
            assertThat(trickle(raw)).startsWith("HTTP/1.1 408 ");
            assertThat(door.has("slow")).isFalse();
        }
    }

    /** Sends a byte, and waits a moment for an answer, until there is one. */
    private static String trickle(RawConnection raw) throws IOException {
        raw.socket().setSoTimeout(20);
        for (int i = 0; i < 1000; i++) {
            try {
                return (char) raw.read() + raw.readHead();
            } catch (SocketTimeoutException nothingYet) {
                raw.write("x");
            }
        }
        return "no answer";
    }

    @Test
    void a_silent_client_is_cut_off_after_the_idle_limit(@TempDir Path data) throws Exception {
        var options = Options.with(Duration.ofMillis(300), ServerOptions.Transfers.DEFAULT.minimumRate());
        try (var door = new DoorServer(data, options);
                var raw = new RawConnection(door.address);
                var mute = new RawConnection(door.address)) {
            URI url = door.presign(HttpMethod.PUT, "silent");
            raw.write("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                    + "\r\nContent-Length: 1000000\r\n\r\nhello");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 408 ");
            assertThat(mute.read()).isEqualTo(-1);
            assertThat(door.has("silent")).isFalse();
        }
    }

    @Test
    void a_client_that_does_not_take_its_download_is_cut_off(@TempDir Path data) throws Exception {
        var options = Options.with(Duration.ofSeconds(10), new MinimumRate(10 << 20, Duration.ofMillis(200)));
        byte[] bytes = new byte[60 << 20];
        new Random(1).nextBytes(bytes);
        try (var door = new DoorServer(data, options)) {
            door.client.send("PUT", door.presign(HttpMethod.PUT, "d"), BodyPublishers.ofByteArray(bytes));
            URI url = door.presign(HttpMethod.GET, "d");
            try (var raw = new RawConnection(door.address)) {
                raw.write("GET " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\n\r\n");
                raw.readHead();
                org.awaitility.Awaitility.await().until(() -> door.server.openConnections() < 2);
                assertThat(countToEnd(raw)).isLessThan(bytes.length);
            }
        }
    }

    private static long countToEnd(RawConnection raw) {
        long count = 0;
        try {
            byte[] buffer = new byte[1 << 16];
            int read;
            while ((read = raw.socket().getInputStream().read(buffer)) >= 0) {
                count += read;
            }
            return count;
        } catch (java.io.IOException e) {
            return count;
        }
    }

    @Test
    void pages_of_a_huge_result_take_constant_memory() {
        var limits = new ResultLimits(
                10_000, 100_000, 1 << 20, Duration.ofSeconds(60), 8, Duration.ofSeconds(10), Duration.ofSeconds(30), 1 << 20, 4 << 20);
        try (var running = new ScriptedServer(Options.with(limits), Users.DEFAULT)) {
            var page = running.client.query("rows 3000000");
            long rows = page.get("data").size();
            while (!page.get("next_uri").asString().endsWith("/final")) {
                page = running.client.get(page.get("next_uri").asString());
                rows += page.get("data").size();
            }
            assertThat(rows).isEqualTo(3_000_000);
        }
    }
}
