package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The schema and the rows of a query over every type, byte for byte as clients get them. The answer is {@code every-type.json}
 * without its line ends.
 */
class EveryTypeTest {
    @TempDir
    Path data;

    @Test
    void every_type_nested_or_not_is_answered_as_clients_know_it() throws IOException {
        assertThat(schemaAndData(Map.of("sql", text("every-type.sql")))).isEqualTo(text("every-type.json").replace("\n", ""));
    }

    @Test
    void moments_are_written_in_the_sessions_zone_and_times_without_zone_as_they_are() throws IOException {
        String sql = """
                SELECT TIMESTAMPTZ '2024-07-01 12:00:00+00' AS moment, TIMESTAMP_S '2024-07-01 12:00:00' AS clock,
                  [TIMESTAMPTZ '2024-01-01 12:00:00+00'] AS moments, {'c': TIMESTAMP_MS '2024-07-01 12:00:00'} AS clocks""";
        assertThat(schemaAndData(inZone(sql, "Europe/Berlin")))
                .isEqualTo("\"schema\":[{\"name\":\"moment\",\"type\":\"Timestamp\"},{\"name\":\"clock\",\"type\":\"Timestamp\"},"
                        + "{\"name\":\"moments\",\"type\":\"Array(Timestamp NULL)\"},"
                        + "{\"name\":\"clocks\",\"type\":\"Tuple(Timestamp NULL,)\"}],"
                        + "\"data\":[[\"2024-07-01 14:00:00.000000\",\"2024-07-01 12:00:00.000000\","
                        + "\"[\\\"2024-01-01 13:00:00.000000\\\"]\",\"(\\\"2024-07-01 12:00:00.000000\\\",)\"]]");
    }

    @Test
    void a_zone_that_is_none_is_refused_where_a_moment_is_shown_and_nowhere_else() {
        try (WholeServer server = new WholeServer(data)) {
            server.root("CREATE STAGE s");
            JsonNode refused = Client.json(send(server, inZone("DESC STAGE s", "Mars/Olympus")));
            assertThat(refused.get("error").get("code").asInt()).isEqualTo(1078);
            assertThat(refused.get("schema")).isEmpty();
            assertThat(Client.json(send(server, inZone("LIST @s", "Mars/Olympus"))).get("error").isNull()).isTrue();
        }
    }

    private String schemaAndData(Map<String, ?> request) {
        try (WholeServer server = new WholeServer(data)) {
            String body = send(server, request).body();
            return body.substring(body.indexOf("\"schema\":"), body.indexOf(",\"affect\":"));
        }
    }

    private static Map<String, ?> inZone(String sql, String zone) {
        return Map.of("sql", sql, "session", Map.of("settings", Map.of("timezone", zone)));
    }

    private static HttpResponse<String> send(WholeServer server, Map<String, ?> request) {
        return server.client.send("POST", "/v1/query", Client.JSON.writeValueAsString(request));
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = EveryTypeTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
