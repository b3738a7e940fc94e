package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.server.tls.ReloadingTls;
import dev.stagedoor.server.tls.TlsFiles;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTPS over real sockets, with certificates made for the test. */
class TlsTest {
    @TempDir
    private Path directory;

    private TlsFiles.Pem pem(Certificates certificates) {
        var files = new TlsFiles.Pem(directory.resolve("server.crt"), directory.resolve("server.key"));
        certificates.writeCertificate(files.certificate());
        certificates.writeKey(files.privateKey());
        return files;
    }

    private DoorServer start(TlsFiles files) {
        var listen = new ServerOptions.Listen(ListenAddress.of("127.0.0.1"), 0, Optional.empty(), List.of(), 256, Optional.of(files));
        return new DoorServer(directory.resolve("data"), Options.with(listen));
    }

    private static HttpResponse<String> get(HttpClient client, DoorServer server, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.address.getPort() + path)).build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void presigned_urls_are_https_and_work_over_each_version(HttpClient.Version version) throws Exception {
        Certificates certificates = Certificates.create("stage");
        try (DoorServer server = start(pem(certificates));
                HttpClient client = certificates.client(version)) {
            assertThat(get(client, server, "/health").version()).isEqualTo(version);
            URI origin = URI.create("https://127.0.0.1:" + server.address.getPort());
            var terms = new PresignTerms(Duration.ofHours(1), Optional.empty(), origin);
            URI put = URI.create(server.store.presign(HttpMethod.PUT, new ObjectKey("a b"), terms).url());
            URI get = URI.create(server.store.presign(HttpMethod.GET, new ObjectKey("a b"), terms).url());
            var stored = client.send(HttpRequest.newBuilder(put).PUT(BodyPublishers.ofString("hello")).build(), BodyHandlers.ofString());
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
            assertThat(client.send(HttpRequest.newBuilder(get).build(), BodyHandlers.ofString()).body()).isEqualTo("hello");
        }
    }

    @Test
    void upload_of_unknown_length_is_taken_over_http_2() throws Exception {
        Certificates certificates = Certificates.create("stage");
        try (DoorServer server = start(pem(certificates));
                HttpClient client = certificates.client(HttpClient.Version.HTTP_2)) {
            var terms =
                    new PresignTerms(Duration.ofHours(1), Optional.empty(), URI.create("https://127.0.0.1:" + server.address.getPort()));
            URI put = URI.create(server.store.presign(HttpMethod.PUT, new ObjectKey("k"), terms).url());
            byte[] content = new byte[3 << 20];
            var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
            assertThat(client.send(HttpRequest.newBuilder(put).PUT(body).build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThat(server.store.stat(new ObjectKey("k")).orElseThrow().size()).isEqualTo(content.length);
        }
    }

    @Test
    void origin_that_statements_see_is_https() throws Exception {
        Certificates certificates = Certificates.create("stage");
        try (DoorServer server = start(pem(certificates));
                HttpClient client = certificates.client(HttpClient.Version.HTTP_2)) {
            assertThat(get(client, server, "/v1/discovery_nodes").body()).contains("127.0.0.1:" + server.address.getPort());
        }
    }

    @ParameterizedTest
    @CsvSource({"EC, SHA256withECDSA", "RSA, SHA256withRSA", "Ed25519, Ed25519"})
    void pkcs12_serves_as_well(String algorithm, String signature) throws Exception {
        Certificates certificates = Certificates.create("stage", algorithm, signature);
        Path keystore = directory.resolve("server.p12");
        certificates.writeKeystore(keystore, "changeit");
        try (DoorServer server = start(new TlsFiles.Pkcs12(keystore, Secret.of("changeit")));
                HttpClient client = certificates.client(HttpClient.Version.HTTP_2)) {
            assertThat(get(client, server, "/health").body()).isEqualTo("ok");
        }
    }

    @Test
    void traditional_key_of_rsa_serves_as_well() throws Exception {
        Certificates certificates = Certificates.create("stage", "RSA", "SHA256withRSA");
        TlsFiles.Pem files = pem(certificates);
        certificates.writeTraditionalKey(files.privateKey());
        try (DoorServer server = start(files);
                HttpClient client = certificates.client(HttpClient.Version.HTTP_2)) {
            assertThat(get(client, server, "/health").body()).isEqualTo("ok");
        }
    }

    @Test
    void changed_files_are_read_again_once_they_belong_together() throws Exception {
        Certificates before = Certificates.create("before");
        Certificates after = Certificates.create("after");
        TlsFiles.Pem files = pem(before);
        try (DoorServer server = start(files);
                HttpClient keeps = before.client(HttpClient.Version.HTTP_1_1)) {
            assertThat(get(keeps, server, "/health").statusCode()).isEqualTo(200);
            after.writeKey(files.privateKey());
            // The certificate is still the old one: it goes on being served, also to new connections.
            try (HttpClient another = before.client(HttpClient.Version.HTTP_1_1)) {
                assertThat(get(another, server, "/health").statusCode()).isEqualTo(200);
            }
            after.writeCertificate(files.certificate());
            await().atMost(Duration.ofSeconds(20)).ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
                try (HttpClient fresh = after.client(HttpClient.Version.HTTP_1_1)) {
                    assertThat(get(fresh, server, "/health").statusCode()).isEqualTo(200);
                }
            });
            assertThat(get(keeps, server, "/health").statusCode()).as("a connection that was open").isEqualTo(200);
            try (HttpClient old = before.client(HttpClient.Version.HTTP_1_1)) {
                assertThatThrownBy(() -> get(old, server, "/health")).isInstanceOf(SSLHandshakeException.class);
            }
        }
    }

    @Test
    void plain_http_on_the_port_gets_no_answer_in_the_clear() {
        try (DoorServer server = start(pem(Certificates.create("stage")));
                HttpClient plain = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address.getPort() + "/health")).build();
            assertThatThrownBy(() -> plain.send(request, BodyHandlers.ofString())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void key_of_another_certificate_is_refused_at_the_start() {
        TlsFiles.Pem files = pem(Certificates.create("one"));
        Certificates.create("other").writeKey(files.privateKey());
        assertThatThrownBy(() -> new ReloadingTls(files)).isInstanceOf(StagedoorException.class)
                .hasMessageContaining("not that of the first certificate");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----\\nMFMwSQYJKoZIhvcNAQUNMDwwGwYJKoZIhvcNAQUMMA4ECAAAAAAAAAAAAgIIADAd\\n\
            BglghkgBZQMEASoEEAAAAAAAAAAAAAAAAAAAAAAEBgAAAAAAAA==\\n-----END ENCRYPTED PRIVATE KEY-----\\n|is encrypted: decrypt it
            not a key|holds no private key
            -----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\\n|cannot be read as a private key
            """)
    void unusable_key_is_refused_with_what_to_do(String text, String sentence) throws IOException {
        TlsFiles.Pem files = pem(Certificates.create("one"));
        Files.writeString(files.privateKey(), text.replace("\\n", "\n"));
        assertThatThrownBy(() -> new ReloadingTls(files))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining(files.privateKey().toString())
                .hasMessageContaining(sentence);
    }

    @Test
    void missing_file_and_wrong_password_are_refused_with_what_to_do() {
        var missing = new TlsFiles.Pem(directory.resolve("none.crt"), directory.resolve("none.key"));
        assertThatThrownBy(() -> new ReloadingTls(missing)).isInstanceOf(StagedoorException.class)
                .hasMessageContaining("none.crt cannot be read");
        Path keystore = directory.resolve("server.p12");
        Certificates.create("one").writeKeystore(keystore, "right");
        assertThatThrownBy(() -> new ReloadingTls(new TlsFiles.Pkcs12(keystore, Secret.of("wrong"))))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("tls.keystore_password");
    }
}
