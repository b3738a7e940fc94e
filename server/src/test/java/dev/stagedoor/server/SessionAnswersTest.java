package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered beside statements, byte for byte. */
class SessionAnswersTest {
    private static final String TOKENS = "\"session_token_ttl_in_secs\":3600,\"session_token\":\"S\",\"refresh_token\":\"R\"";

    private WholeServer server;

    @BeforeEach
    void start(@TempDir Path data) {
        server = new WholeServer(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String post(String path, String body, String... headers) {
        return server.client.send("POST", path, body, headers).body();
    }

    private static String withoutTokens(String answer) {
        return answer
                .replaceAll("bend-v1-s-[A-Za-z0-9_-]+", "S")
                .replaceAll("bend-v1-r-[A-Za-z0-9_-]+", "R")
                .replaceAll("\"session_id\":\"[^\"]+\"", "\"session_id\":\"I\"")
                .replaceAll("\"version\":\"[^\"]+\"", "\"version\":\"V\"");
    }

    @Test
    void session_from_its_beginning_to_its_end() {
        String login = post("/v1/session/login", "{}");
        assertThat(withoutTokens(login)).isEqualTo("{\"version\":\"V\",\"session_id\":\"I\",\"tokens\":{" + TOKENS + "}}");
        assertThat(withoutTokens(post("/v1/session/login?disable_session_token=true", "{}")))
                .isEqualTo("{\"version\":\"V\",\"session_id\":\"I\"}");
        var refresh = Pattern.compile("bend-v1-r-[A-Za-z0-9_-]+").matcher(login);
        assertThat(refresh.find()).isTrue();
        assertThat(withoutTokens(post("/v1/session/refresh", "{}", "Authorization", "Bearer " + refresh.group())))
                .isEqualTo("{" + TOKENS + ",\"tokens\":{" + TOKENS + "}}");
        assertThat(post("/v1/session/heartbeat", "{\"node_to_queries\":{\"n\":[\"a\\\"/\\u007f\",\"é\"]}}"))
                .isEqualTo("{\"queries_to_remove\":[\"a\\\"/\\u007f\",\"é\"]}");
        assertThat(post("/v1/session/heartbeat", "{\"node_to_queries\":{}}")).isEqualTo("{\"queries_to_remove\":[]}");
        assertThat(post("/v1/verify", ""))
                .isEqualTo("{\"tenant\":\"default\",\"user\":\"root\",\"auth_type\":\"no_password\",\"is_configured\":true,"
                        + "\"default_role\":\"account_admin\",\"default_warehouse\":null,\"roles\":[\"account_admin\",\"public\"]}");
        assertThat(post("/v1/session/logout", "{}")).isEqualTo("{\"error\":null}");
    }

    @Test
    void upload_nodes_and_refusals() {
        server.root("CREATE STAGE s");
        assertThat(server.upload("root", "s", "a b/é.csv", "1").body())
                .matches("\\{\"id\":\"[^\"]+\",\"stage_name\":\"s\",\"state\":\"SUCCESS\",\"files\":\\[\"a b/é.csv\"]}");
        assertThat(server.client.send("GET", "/v1/discovery_nodes", "").body())
                .isEqualTo("[{\"address\":\"127.0.0.1:" + server.address.getPort() + "\"}]");
        assertThat(server.client.send("GET", "/v1/query/none", "").body()).startsWith("{\"error\":{\"code\":404,\"message\":\"");
    }
}
