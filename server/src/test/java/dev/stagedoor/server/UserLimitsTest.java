package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.credential.PasswordHashes;
import dev.stagedoor.server.authentication.User;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.http.UserLimits;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class UserLimitsTest {
    private static final Map<String, ?> ROWS = Map.of("sql", "rows 1000", "pagination", Map.of("max_rows_per_page", 1));
    private static final Map<String, ?> WAIT = Map.of("sql", "wait", "pagination", Map.of("wait_time_secs", 0));

    private static ScriptedServer server(int maxStatements) {
        var users = new Users(List.of(new User("root", Optional.empty()), new User("ann", Optional.of(PasswordHashes.hash("x")))));
        return new ScriptedServer(Options.with(new UserLimits(maxStatements, 1)), users);
    }

    private static HttpResponse<String> send(ScriptedServer running, String sql) {
        return running.client.send("POST", "/v1/query", Client.JSON.writeValueAsString(Map.of("sql", sql)));
    }

    @Test
    void one_statement_more_than_a_user_may_run_is_429_and_says_which_setting() {
        try (var running = server(2)) {
            running.client.query(ROWS);
            running.client.query(WAIT);

            for (String sql : List.of("rows 1", "PRESIGN UPLOAD @s/f")) {
                HttpResponse<String> refused = send(running, sql);
                assertThat(refused.statusCode()).as(sql).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).contains("1");
                JsonNode error = Client.json(refused).get("error");
                assertThat(error.get("code").asInt()).isEqualTo(429);
                assertThat(error.get("message").asString())
                        .contains("user 'root' has 2 statements running", "limits.max_statements_per_user");
            }
            assertThat(running.client.query(Map.of("sql", "who"), "Authorization", Client.basic("ann", "x")).get("state").asString())
                    .isEqualTo("Succeeded");
        }
    }

    @Test
    void a_statement_gives_its_place_back_when_it_was_read_to_its_end() {
        try (var running = server(1)) {
            for (int i = 0; i < 3; i++) {
                assertThat(send(running, "rows 3").statusCode()).isEqualTo(200);
                assertThat(send(running, "PRESIGN UPLOAD @s/f").statusCode()).isEqualTo(200);
                assertThat(send(running, "fail after 0").statusCode()).isEqualTo(200);
                assertThat(send(running, "nonsense").statusCode()).isEqualTo(200);
            }
            JsonNode page = running.client.query(Map.of("sql", "rows 3", "pagination", Map.of("max_rows_per_page", 1)));
            while (!page.get("next_uri").asString().endsWith("/final")) {
                page = running.client.get(page.get("next_uri").asString());
            }
            assertThat(send(running, "rows 1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_killed_or_closed_statement_gives_its_place_back() {
        try (var running = server(1)) {
            for (Map<String, ?> statement : List.of(ROWS, WAIT)) {
                JsonNode page = running.client.query(statement);
                assertThat(send(running, "rows 1").statusCode()).isEqualTo(429);
                running.client.send("GET", page.get(statement == ROWS ? "final_uri" : "kill_uri").asString(), "");
                Awaitility.await().until(() -> send(running, "rows 1").statusCode() == 200);
            }
        }
    }

    @Test
    void a_forgotten_result_gives_its_place_back_after_the_idle_time() {
        try (var running = server(1)) {
            running.client.query(ROWS);
            assertThat(send(running, "rows 1").statusCode()).isEqualTo(429);
            running.clock.turn(Duration.ofMinutes(2));
            Awaitility.await().until(() -> send(running, "rows 1").statusCode() == 200);
        }
    }

    @Test
    void a_repeated_request_takes_no_second_place() {
        try (var running = server(1)) {
            var id = new String[] {"X-DATABEND-QUERY-ID", "0123456789abcdef0123456789abcdef"};
            assertThat(running.client.query(WAIT, id).get("state").asString()).isEqualTo("Running");
            assertThat(running.client.query(WAIT, id).get("state").asString()).isEqualTo("Running");
        }
    }

    @Test
    void one_upload_more_than_a_user_may_send_is_429_and_an_ended_one_gives_its_place_back(@TempDir Path data) throws Exception {
        try (var door = new DoorServer(data, Options.with(new UserLimits(32, 1)));
                var slow = new RawConnection(door.address)) {
            String head = "PUT /v1/upload_to_stage HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + Client.ROOT
                    + "\r\nX-DATABEND-STAGE-NAME: ~\r\nContent-Type: multipart/form-data; boundary=b\r\n";
            slow.write(head
                    + "Content-Length: 100000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a\"\r\n\r\nhello");
            Awaitility.await().until(() -> upload(door, head).startsWith("HTTP/1.1 429 "));
            assertThat(upload(door, head))
                    .contains("Retry-After: 1\r\n", "user 'root' has 1 uploads under way", "limits.max_uploads_per_user");
            slow.close();
            Awaitility.await().until(() -> upload(door, head).startsWith("HTTP/1.1 200 "));
        }
    }

    private static String upload(DoorServer door, String head) throws Exception {
        String form = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"x\"\r\n\r\nhello\r\n--b--\r\n";
        try (var raw = new RawConnection(door.address)) {
            return raw.write(head + "Connection: close\r\nContent-Length: " + form.length() + "\r\n\r\n" + form).readAll();
        }
    }
}
