package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code curl --retry -T -} repeats a body of unknown length as an empty one, which would be stored: no refusal may make it. */
class PipedUploadTest {
    private static final List<String> REPEATED = List.of("408", "429", "500", "502", "503", "504");

    @TempDir
    private Path data;

    private static String head(URI url, String framing) {
        return "PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\n" + framing
                + "\r\n\r\n";
    }

    private static String status(String answer) {
        return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }

    private static URI presign(ScriptedServer server) {
        var presigner = new S3V4Presigner(new S3Credential("SDTEST", Secret.of("secret")), "us-east-1");
        URI origin = URI.create("http://127.0.0.1:" + server.address.getPort());
        return URI.create(presigner.presign(
                        HttpMethod.PUT, BucketAddress.pathStyle(origin, "bucket"), "f", S3V4Terms.expiring(Duration.ofHours(1)),
                        server.clock.instant())
                .url());
    }

    private static String put(ScriptedServer server, String framing, String body) throws IOException {
        try (var raw = new RawConnection(server.address)) {
            raw.write(head(presign(server), framing + "\r\nConnection: close") + body);
            return raw.readAll();
        }
    }

    @Test
    void store_out_of_order_is_a_status_that_is_not_repeated_and_the_code_says_why() throws IOException {
        try (var server = new ScriptedServer(Options.LOCAL, Users.DEFAULT)) {
            String piped = put(server, "Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n");
            assertThat(status(piped)).isEqualTo("409").isNotIn(REPEATED);
            assertThat(piped).contains("<Code>SlowDown</Code>");
            assertThat(status(put(server, "Content-Length: 5", "hello"))).isEqualTo("503");
        }
    }

    @Test
    void slow_client_is_told_in_the_way_of_s3() throws IOException {
        var options = Options.with(Duration.ofMillis(300), ServerOptions.Transfers.DEFAULT.minimumRate());
        try (var door = new DoorServer(data, options);
                var raw = new RawConnection(door.address)) {
            raw.write(head(door.presign(HttpMethod.PUT, "silent"), "Transfer-Encoding: chunked") + "5\r\nhello\r\n");
            String answer = raw.readAll();
            assertThat(status(answer)).isEqualTo("400").isNotIn(REPEATED);
            assertThat(answer).contains("<Code>RequestTimeout</Code>");
            assertThat(door.has("silent")).isFalse();
        }
    }

    @Test
    void address_beyond_its_limit_is_told_when_to_try_again() throws IOException {
        try (var door = new DoorServer(data, Options.with(new ServerOptions.Door(List.of("*"), 1)));
                var first = new RawConnection(door.address);
                var second = new RawConnection(door.address)) {
            first.write(head(door.presign(HttpMethod.PUT, "f"), "Content-Length: 2\r\nExpect: 100-continue"));
            assertThat(first.readHead()).startsWith("HTTP/1.1 100 ");
            second.write(head(door.presign(HttpMethod.PUT, "g"), "Transfer-Encoding: chunked\r\nConnection: close")
                    + "1\r\nx\r\n0\r\n\r\n");
            String answer = second.readAll();
            assertThat(status(answer)).isEqualTo("409").isNotIn(REPEATED);
            assertThat(answer).contains("<Code>SlowDown</Code>", "Retry-After: 1");
            assertThat(door.has("g")).isFalse();
        }
    }

    @Test
    void server_that_is_stopping_does_not_have_it_repeated() throws Exception {
        var minimumRate = new MinimumRate(1024, Duration.ofSeconds(30));
        try (var door = new DoorServer(data, Options.with(Duration.ofSeconds(10), minimumRate));
                var underWay = new RawConnection(door.address);
                var kept = new RawConnection(door.address)) {
            kept.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(kept.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(kept.read()).isEqualTo('o');
            assertThat(kept.read()).isEqualTo('k');
            underWay.write(head(door.presign(HttpMethod.PUT, "f"), "Content-Length: 2\r\nExpect: 100-continue"));
            assertThat(underWay.readHead()).startsWith("HTTP/1.1 100 ");
            URI url = door.presign(HttpMethod.PUT, "g");
            Thread stopping = Thread.ofPlatform().start(() -> door.server.stop(Duration.ofSeconds(20)));
            await().until(() -> door.server.isStopping());
            kept.write(head(url, "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n");
            String answer = kept.readAll();
            assertThat(answer.isEmpty() ? "closed" : status(answer)).isNotIn(REPEATED);
            underWay.write("ok");
            assertThat(underWay.readHead()).startsWith("HTTP/1.1 200 ");
            stopping.join();
        }
    }
}
