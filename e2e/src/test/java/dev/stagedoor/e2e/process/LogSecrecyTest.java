package dev.stagedoor.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.ServerProcess.Launch;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import dev.stagedoor.e2e.support.Users;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is logged, even at debug level and when things go wrong: no signature, no password, no key, no file content. */
class LogSecrecyTest {
    private static final String PASSWORD = "correct-horse-battery";
    private static final String WRONG_PASSWORD = "incorrect-zebra-staple";
    private static final String CONTENT = "the-content-of-the-file-is-nobodys-business";

    @TempDir
    Path directory;

    private final List<String> secrets = new ArrayList<>(List.of(PASSWORD, WRONG_PASSWORD, CONTENT, "$argon2id$"));
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void the_debug_log_holds_no_signature_no_password_and_no_key() throws Exception {
        Launch launch = Launch.of(directory.resolve("data"))
                .withFlags("--verbose", "--verbose")
                .withEnvironment(Users.environment(directory, "alice", PASSWORD));
        try (ServerProcess server = ServerProcess.start(launch)) {
            SqlClient sql = server.sql("alice", PASSWORD);
            secrets.add(basic("alice", PASSWORD));
            secrets.add(basic("alice", WRONG_PASSWORD));
            sql.query("CREATE STAGE secret");

            URI put = remember(sql.presign("UPLOAD", "secret", "file.txt").url());
            assertThat(put(put)).isEqualTo(200);
            URI get = remember(sql.presign("DOWNLOAD", "secret", "file.txt").url());
            assertThat(get(get)).isEqualTo(200);
            refusals(server, sql, put, get);

            server.terminate();
            server.awaitExit();
            assertThat(secrets).hasSizeGreaterThanOrEqualTo(8);
            assertThat(server.log()).contains(" DEBUG ");
            assertThat(server.log()).doesNotContain(secrets);
        }
    }

    private void refusals(ServerProcess server, SqlClient sql, URI put, URI get) throws Exception {
        assertThat(put(get)).isEqualTo(403);
        assertThat(get(put)).isEqualTo(403);
        assertThat(get(URI.create(get + "0"))).isEqualTo(403);
        assertThat(get(URI.create(get + "&x=1"))).isEqualTo(403);
        assertThat(get(remember(sql.presign("DOWNLOAD", "secret", "missing.txt").url()))).isEqualTo(404);
        try {
            sql.query("PRESIGN UPLOAD @unknown/x.csv");
        } catch (SqlError expected) {
            assertThat(expected.code()).isPositive();
        }
        try {
            server.sql("alice", WRONG_PASSWORD).query("SELECT 1");
        } catch (SqlError expected) {
            assertThat(expected.code()).isEqualTo(5100);
        }
    }

    private URI remember(URI url) {
        Arrays.stream(url.getRawQuery().split("&"))
                .filter(parameter -> parameter.startsWith("X-Amz-Signature="))
                .map(parameter -> parameter.substring("X-Amz-Signature=".length()))
                .forEach(secrets::add);
        return url;
    }

    private int put(URI url) throws Exception {
        return http.send(HttpRequest.newBuilder(url).PUT(BodyPublishers.ofString(CONTENT)).build(), BodyHandlers.discarding()).statusCode();
    }

    private int get(URI url) throws Exception {
        return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding()).statusCode();
    }

    private static String basic(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
