package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** SHOW PROCESSLIST over HTTP: what runs, and who sees it. */
class ProcessListTest {
    @TempDir
    private Path data;

    /** A result with more pages to come. */
    private static JsonNode open(Client client, String sql) {
        return client.query(Map.of("sql", sql, "pagination", Map.of("max_rows_per_page", 100)));
    }

    private static Client user(WholeServer server, String name) {
        server.root("CREATE USER " + name + " IDENTIFIED BY 'password'");
        return new Client(server.address, Client.basic(name, "password"));
    }

    private static List<String> rows(Client client, String sql) {
        JsonNode answer = client.query(sql);
        assertThat(answer.get("error").isNull()).as(answer.toString()).isTrue();
        List<String> rows = new ArrayList<>();
        answer.get("data").forEach(row -> rows.add(row.toString()));
        return rows;
    }

    @Test
    void one_sees_what_one_runs_and_super_sees_what_everybody_runs() {
        try (var server = new WholeServer(data); var ann = user(server, "ann"); var bob = user(server, "bob")) {
            JsonNode running = open(ann, "SELECT *, 'secret' FROM range(30000), (SELECT count(*) FROM system.settings)");
            String id = running.get("id").asString();
            server.clock.turn(Duration.ofSeconds(3));
            String sql = "SELECT user, command, \"type\", host, database, extra_info, time, memory_usage,"
                    + " scan_progress_read_rows > 10 FROM system.processes WHERE id = '" + id + "'";
            assertThat(rows(ann, sql))
                    .containsExactly("[\"ann\",\"Query\",\"HTTPQuery\",\"127.0.0.1\",\"default\",\"QUERY TABLE system.settings\","
                            + "\"3\",\"0\",\"1\"]");
            assertThat(rows(server.client, sql)).isEqualTo(rows(ann, sql));
            assertThat(rows(bob, sql)).isEmpty();
            assertThat(rows(bob, "SHOW PROCESSLIST")).singleElement().asString().contains("\"bob\"", "\"SHOW PROCESSLIST\"");
            assertThat(rows(server.client, "SHOW PROCESSLIST LIKE '" + id + "'")).singleElement().asString().contains("\"ann\"");
            assertThat(rows(server.client, "SHOW PROCESSLIST")).hasSize(2).noneMatch(row -> row.contains("secret"));
            ann.send("POST", running.get("kill_uri").asString(), "");
            await().untilAsserted(() -> assertThat(rows(ann, sql)).isEmpty());
            assertThat(rows(server.client, "SHOW PROCESSLIST")).hasSize(1);
        }
    }

    @Test
    void statements_that_failed_or_were_read_to_their_end_run_no_more() {
        try (var server = new WholeServer(data)) {
            server.client.query("SELECT 1 FROM nothing");
            server.client.query("SELECT * FROM range(30)");
            server.client.query("LIST @nothing");
            String shown = rows(server.client, "SHOW PROCESSLIST").toString();
            assertThat(shown).contains("SHOW PROCESSLIST").doesNotContain("QUERY", "LIST @");
        }
    }
}
