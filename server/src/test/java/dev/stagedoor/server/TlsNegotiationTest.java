package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.server.tls.HandshakeLog;
import dev.stagedoor.server.tls.TlsFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients offer in the handshake (RFC 7301, and the protocol identifiers IANA registered for it), over raw TLS sockets. */
class TlsNegotiationTest {
    private static final byte[] HEALTH = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private static Path directory;

    private static Certificates certificates;
    private static DoorServer server;

    @BeforeAll
    static void start() {
        certificates = Certificates.create("stage", "RSA", "SHA256withRSA");
        var files = new TlsFiles.Pem(directory.resolve("server.crt"), directory.resolve("server.key"));
        certificates.writeCertificate(files.certificate());
        certificates.writeKey(files.privateKey());
        var listen = new ServerOptions.Listen(ListenAddress.of("127.0.0.1"), 0, Optional.empty(), List.of(), 256, Optional.of(files));
        server = new DoorServer(directory.resolve("data"), Options.with(listen));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SSLSocket connect() throws IOException {
        return (SSLSocket) certificates.sslContext().getSocketFactory().createSocket("127.0.0.1", server.address.getPort());
    }

    private static void offer(SSLSocket socket, String version, String... protocols) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, http/1.1", "TLSv1.3, http/1.1", "TLSv1.2, http/1.0", "TLSv1.3, http/1.0", "TLSv1.3, spdy/3 http/1.1 http/1.0",
    })
    void client_that_does_not_offer_h2_is_served_over_what_it_offers(String version, String offered) throws IOException {
        try (SSLSocket socket = connect()) {
            offer(socket, version, offered.split(" "));
            socket.getOutputStream().write(HEALTH);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("ok");
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(offered).contains(socket.getApplicationProtocol());
            assertThat(socket.getApplicationProtocol()).startsWith("http/1.");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void client_that_offers_nothing_is_served_over_http_1(String version) throws IOException {
        try (SSLSocket socket = connect()) {
            offer(socket, version);
            socket.getOutputStream().write(HEALTH);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200")
                    .endsWith("ok");
            assertThat(socket.getApplicationProtocol()).isEmpty();
        }
    }

    @Test
    void client_that_offers_both_gets_h2() throws IOException {
        try (SSLSocket socket = connect()) {
            offer(socket, "TLSv1.3", "http/1.1", "h2");
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void client_with_which_no_protocol_is_shared_is_refused_and_logged() throws IOException {
        try (var log = new LoggedLines(HandshakeLog.class);
                SSLSocket socket = connect()) {
            offer(socket, "TLSv1.3", "spdy/3");
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
            await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .contains("127.0.0.1")
                    .contains("No matching application layer protocol values")));
        }
    }

    @Test
    void client_that_does_not_trust_the_certificate_is_logged_with_what_it_says() {
        try (var log = new LoggedLines(HandshakeLog.class)) {
            assertThatThrownBy(() -> {
                try (SSLSocket stranger = (SSLSocket) Certificates.create("other").sslContext().getSocketFactory()
                        .createSocket("127.0.0.1", server.address.getPort())) {
                    stranger.startHandshake();
                }
            }).isInstanceOf(IOException.class);
            await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("certificate_unknown")));
        }
    }

    @Test
    void plain_http_on_the_port_is_logged_as_what_it_is() throws IOException {
        try (var log = new LoggedLines(HandshakeLog.class);
                var plain = new Socket("127.0.0.1", server.address.getPort())) {
            OutputStream out = plain.getOutputStream();
            out.write(HEALTH);
            await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("plain HTTP")));
        }
    }
}
