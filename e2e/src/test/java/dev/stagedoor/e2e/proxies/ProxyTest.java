package dev.stagedoor.e2e.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.proxies.ProxyProcess.Kind;
import dev.stagedoor.e2e.support.Command;
import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.Users;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** nginx, HAProxy and Apache httpd in front of one server, each as docs/operations.md configures it. */
@Full
@RequiresCommand({"nginx", "haproxy", "apache2", "openssl", "curl", "bash"})
class ProxyTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String LOGIN = "alice:s3cret";

    /** More than every buffer on the way holds. */
    private static final long LARGE_BYTES = 48L << 20;

    @TempDir
    private static Path directory;

    private static final Map<Kind, ProxyProcess> PROXIES = new EnumMap<>(Kind.class);
    private static ServerProcess server;
    private static TestCertificate certificate;
    private static Curl curl;
    private static Path large;

    @BeforeAll
    static void start() throws IOException {
        certificate = TestCertificate.create(Files.createDirectory(directory.resolve("certificate")));
        server = ServerProcess.start(Launch.of(directory.resolve("data"))
                .withFlags("--set", "server.trusted_proxies=127.0.0.1")
                .withEnvironment(Users.environment(directory, "alice", "s3cret")));
        for (Kind kind : Kind.values()) {
            Path own = Files.createDirectory(directory.resolve(kind.program()));
            PROXIES.put(kind, ProxyProcess.start(kind, own, certificate, server.authority()));
        }
        curl = new Curl(directory);
        large = Scratch.sparse(directory, "large.bin", LARGE_BYTES);
    }

    @AfterAll
    static void stop() {
        PROXIES.values().forEach(ProxyProcess::close);
        if (server != null) {
            server.close();
        }
    }

    private static Curl.Answer curl(String... arguments) {
        return curl.run(joined(new String[] {"--cacert", certificate.authority().toString()}, arguments));
    }

    private static String[] joined(String[] first, String... more) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
    }

    private static JsonNode query(Kind kind, String sql) {
        Curl.Answer answer = curl(
                "-u", LOGIN, "-H", "Content-Type: application/json", "-d", JSON.writeValueAsString(Map.of("sql", sql)),
                PROXIES.get(kind).address() + "/v1/query");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return JSON.readTree(answer.text());
    }

    private static String presign(Kind kind, String action, String path, String terms) {
        JsonNode row = query(kind, "PRESIGN " + action + " '@~/" + path + "' " + terms).path("data").path(0);
        return row.path(2).asString();
    }

    private static String key(Kind kind, String name) {
        return kind.program() + "/" + name;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void presigned_urls_lead_back_through_the_proxy_whatever_the_key(Kind kind) {
        byte[] content = Scratch.bytes(7, 100_000);
        Path file = Scratch.file(directory, "small.bin", content);
        for (String name : List.of("plain.csv", "d=1/a b+c%20%2Fé📦?#&.csv", "tilde~(1)'!*.csv".replace("'", "''"))) {
            String put = presign(kind, "UPLOAD", key(kind, name), "");
            assertThat(put).startsWith(PROXIES.get(kind).address() + "/");
            assertThat(curl("-T", file.toString(), put).status()).as(put).isEqualTo(200);
            assertThat(curl(presign(kind, "DOWNLOAD", key(kind, name), "")).body()).as(name).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void http_1_1_and_2_are_both_served(Kind kind) {
        for (String version : List.of("--http1.1", "--http2")) {
            assertThat(curl(version, PROXIES.get(kind).address() + "/health").text()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void form_through_the_server_is_taken(Kind kind) {
        Curl.Answer answer = curl(
                "-u", LOGIN, "-X", "PUT", "-H", "X-DATABEND-STAGE-NAME: ~", "-F", "upload=@" + large + ";filename=" + key(kind, "form.bin"),
                PROXIES.get(kind).address() + "/v1/upload_to_stage");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void url_for_the_clients_own_address_works_and_for_another_does_not(Kind kind) {
        Path file = Scratch.file(directory, "tiny.bin", new byte[] {1});
        // 127.0.0.1 is the proxy's.
        String[] from = {"--interface", "127.0.0.2", "-T", file.toString()};
        assertThat(curl(joined(from, presign(kind, "UPLOAD", key(kind, "mine"), "FROM_IP = '127.0.0.2'"))).status()).isEqualTo(200);
        String others = presign(kind, "UPLOAD", key(kind, "others"), "FROM_IP = '203.0.113.9'");
        assertThat(curl(joined(from, others)).status()).isEqualTo(403);
        Curl.Answer named = curl(joined(from, "-H", "X-Forwarded-For: 203.0.113.9", others));
        assertThat(named.status()).as("a client that names itself so: %s", named.text()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void refusal_of_a_large_body_arrives(Kind kind) {
        String forged = presign(kind, "UPLOAD", key(kind, "forged"), "").replaceFirst("[0-9a-f]{8}$", "00000000");
        String bounded = presign(kind, "UPLOAD", key(kind, "bounded"), "MAX_SIZE = '1 MB'");
        for (String version : List.of("--http1.1", "--http2")) {
            for (String expect : List.of("Expect:", "Expect: 100-continue")) {
                Curl.Answer refused = curl(version, "-H", expect, "-T", large.toString(), forged);
                assertThat(refused.status()).as(version + " " + expect + refused.text()).isEqualTo(403);
                assertThat(refused.text()).contains("SignatureDoesNotMatch");
                Curl.Answer tooLarge = curl(version, "-H", expect, "-T", large.toString(), bounded);
                assertThat(tooLarge.status()).as(version + " " + expect + tooLarge.text()).isEqualTo(400);
                assertThat(tooLarge.text()).contains("EntityTooLarge");
            }
        }
        Curl.Answer login = curl(
                "-u", "alice:wrong", "-H", "X-DATABEND-STAGE-NAME: ~", "-X", "PUT", "-F", "upload=@" + large,
                PROXIES.get(kind).address() + "/v1/upload_to_stage");
        assertThat(login.status()).as(login.text()).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void upload_from_a_pipe_is_taken_whole(Kind kind) {
        URI url = URI.create(presign(kind, "UPLOAD", key(kind, "piped"), ""));
        String script =
                "head -c 3000000 /dev/zero | curl -sS --cacert '%s' --retry 3 --retry-delay 0 -o /dev/null -w '%%{http_code}' -T - '%s'";
        Command.Outcome outcome =
                Command.run(directory, Duration.ofMinutes(1), List.of("bash", "-c", script.formatted(certificate.authority(), url)));
        assertThat(outcome.output()).as(outcome.errors()).isEqualTo("200");
        JsonNode listed = query(kind, "LIST @~/" + key(kind, "piped"));
        assertThat(listed.path("data").path(0).path(1).asString()).as(listed.toString()).isEqualTo("3000000");
    }
}
