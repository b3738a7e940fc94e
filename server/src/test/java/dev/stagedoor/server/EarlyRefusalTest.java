package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.server.tls.TlsFiles;
import dev.stagedoor.signing.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A large body that is refused by its headers: the client gets the answer however it sends. */
class EarlyRefusalTest {
    /** Far more than the buffers of both ends of a connection hold. */
    private static final long BODY_BYTES = 64L << 20;

    private static final byte[] BLOCK = new byte[1 << 20];

    @TempDir
    private static Path directory;

    private static DoorServer plain;
    private static DoorServer secure;
    private static Certificates certificates;

    @BeforeAll
    static void start() {
        plain = new DoorServer(directory.resolve("plain"));
        certificates = Certificates.create("stage");
        var files = new TlsFiles.Pem(directory.resolve("server.crt"), directory.resolve("server.key"));
        certificates.writeCertificate(files.certificate());
        certificates.writeKey(files.privateKey());
        var listen = new ServerOptions.Listen(ListenAddress.of("127.0.0.1"), 0, Optional.empty(), List.of(), 256, Optional.of(files));
        secure = new DoorServer(directory.resolve("secure"), Options.with(listen));
    }

    @AfterAll
    static void stop() {
        plain.close();
        secure.close();
    }

    /** The head of a PUT to a URL whose signature is none. */
    private static String head(String framing) {
        URI url = plain.presign(HttpMethod.PUT, "refused");
        return "PUT " + url.getRawPath() + "?" + url.getRawQuery() + "0 HTTP/1.1\r\nHost: " + url.getRawAuthority() + "\r\n" + framing
                + "\r\n\r\n";
    }

    private static String answerAfterAll(String head, boolean chunked) throws IOException {
        try (var raw = new RawConnection(plain.address)) {
            raw.write(head);
            for (long sent = 0; sent < BODY_BYTES; sent += BLOCK.length) {
                if (chunked) {
                    raw.write("100000\r\n").write(BLOCK).write("\r\n");
                } else {
                    raw.write(BLOCK);
                }
            }
            if (chunked) {
                raw.write("0\r\n\r\n");
            }
            return raw.readAll();
        }
    }

    /** As Python's http.client does. */
    @Test
    void client_that_sends_everything_before_it_looks_gets_the_answer() throws IOException {
        assertThat(answerAfterAll(head("Content-Length: " + BODY_BYTES), false)).startsWith("HTTP/1.1 403 ").contains("<Code>AccessDenied");
        assertThat(answerAfterAll(head("Transfer-Encoding: chunked"), true)).startsWith("HTTP/1.1 403 ").contains("<Code>AccessDenied");
        assertThat(plain.has("refused")).isFalse();
    }

    /** As Apache httpd does with the header of its client. */
    @Test
    void client_that_expects_100_and_does_not_wait_for_it_gets_the_answer() throws IOException {
        assertThat(answerAfterAll(head("Expect: 100-continue\r\nContent-Length: " + BODY_BYTES), false))
                .startsWith("HTTP/1.1 403 ")
                .contains("<Code>AccessDenied")
                .doesNotContain("HTTP/1.1 100");
    }

    @Test
    void client_that_waits_for_100_gets_the_answer_and_nothing_after_it() throws IOException {
        try (var raw = new RawConnection(plain.address)) {
            raw.write(head("Expect: 100-continue\r\nContent-Length: " + BODY_BYTES));
            assertThat(raw.readHead()).startsWith("HTTP/1.1 403 ").contains("Connection: close");
            raw.socket().shutdownOutput();
            assertThat(raw.readAll()).contains("<Code>AccessDenied").doesNotContain("HTTP/1.1");
        }
    }

    /** A proxy may send the next request instead of a body that nobody needs any more: HAProxy does. */
    @Test
    void connection_lives_on_only_when_a_short_body_has_come_before_the_answer() throws IOException {
        try (var raw = new RawConnection(plain.address)) {
            assertThat(raw.write(head("Content-Length: 1") + "P").readHead()).startsWith("HTTP/1.1 403 ")
                    .doesNotContain("Connection: close");
        }
        try (var raw = new RawConnection(plain.address)) {
            assertThat(raw.write(head("Content-Length: 1")).readHead()).startsWith("HTTP/1.1 403 ").contains("Connection: close");
        }
    }

    @Test
    void client_that_falls_silent_is_cut_off() throws IOException {
        try (var server = new DoorServer(directory.resolve("silent"));
                var raw = new RawConnection(server.address)) {
            raw.write("PUT /stagedoor/silent HTTP/1.1\r\nHost: x\r\nContent-Length: " + BODY_BYTES + "\r\n\r\nhello");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 403 ");
            await().until(() -> server.server.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void java_client_gets_every_answer_over_https(HttpClient.Version version) throws Exception {
        URI url = secure.presign(HttpMethod.PUT, "refused");
        URI refused = URI.create("https" + url.toString().substring("http".length()) + "0");
        try (HttpClient client = certificates.client(version)) {
            for (int i = 0; i < 3; i++) {
                var body = BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(Zeros::new), BODY_BYTES);
                HttpResponse<String> answer = client.send(HttpRequest.newBuilder(refused).PUT(body).build(), BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(answer.body()).contains("<Code>AccessDenied");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void java_client_gets_every_answer(boolean announced) throws Exception {
        URI refused = URI.create(plain.presign(HttpMethod.PUT, "refused") + "0");
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < 3; i++) {
                var stream = BodyPublishers.ofInputStream(Zeros::new);
                var body = announced ? BodyPublishers.fromPublisher(stream, BODY_BYTES) : stream;
                assertThat(client.send(HttpRequest.newBuilder(refused).PUT(body).build(), BodyHandlers.ofString()).statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void login_that_is_refused_is_answered_after_a_large_form() throws IOException {
        try (var raw = new RawConnection(plain.address)) {
            raw.write("PUT /v1/upload_to_stage HTTP/1.1\r\nHost: x\r\nAuthorization: Basic eDp5\r\nContent-Length: " + BODY_BYTES
                    + "\r\n\r\n");
            for (long sent = 0; sent < BODY_BYTES; sent += BLOCK.length) {
                raw.write(BLOCK);
            }
            assertThat(raw.readAll()).startsWith("HTTP/1.1 401 ").contains("\"code\":5100");
        }
    }

    /** {@link #BODY_BYTES} of them. */
    private static final class Zeros extends InputStream {
        private long left = BODY_BYTES;

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            java.util.Arrays.fill(buffer, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
