package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.protocol.ResultLimits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class QueryProtocolTest {
    private static final List<String> KEYS = List.of(
            "id", "session_id", "node_id", "state", "session", "error", "warnings", "has_result_set", "schema", "data", "affect",
            "result_timeout_secs", "settings", "stats", "stats_uri", "final_uri", "next_uri", "kill_uri");

    private ScriptedServer running = new ScriptedServer();
    private Client client = running.client;

    private void restart(ResultLimits limits) {
        running.close();
        running = new ScriptedServer(Options.with(limits), Users.DEFAULT);
        client = running.client;
    }

    private static ResultLimits limits(int pageRows, int pageBytes, int maxOpen) {
        return new ResultLimits(
                pageRows, 100_000, pageBytes, Duration.ofSeconds(60), maxOpen, Duration.ofSeconds(10), Duration.ofSeconds(30),
                1 << 20, 4 << 20);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void a_small_result_comes_whole_with_every_key_and_no_page_to_follow() {
        JsonNode answer = client.query("rows 2");
        assertThat(answer.propertyNames()).containsExactlyElementsOf(KEYS);
        assertThat(answer.get("state").asString()).isEqualTo("Succeeded");
        assertThat(answer.get("schema").toString()).isEqualTo("[{\"name\":\"n\",\"type\":\"UInt64\"}]");
        assertThat(answer.get("data").toString()).isEqualTo("[[\"0\"],[\"1\"]]");
        assertThat(answer.get("has_result_set").asBoolean()).isTrue();
        for (String link : List.of("next_uri", "final_uri", "stats_uri", "kill_uri", "error", "affect")) {
            assertThat(answer.get(link).isNull()).as(link).isTrue();
        }
        assertThat(answer.get("node_id").asString()).isNotEmpty();
        assertThat(answer.get("settings").get("timezone").asString()).isEqualTo("UTC");
        assertThat(answer.get("stats").get("result_progress").get("rows").asInt()).isEqualTo(2);
        assertThat(answer.get("stats").get("write_progress").get("rows").asInt()).isZero();
        for (String scan : List.of("scan_progress", "total_scan")) {
            assertThat(answer.get("stats").get(scan).propertyNames()).containsExactly("rows", "bytes");
        }
        assertThat(answer.get("stats").get("running_time_ms").isNumber()).isTrue();
        assertThat(running.statements.openCursors).hasValue(0);
    }

    @Test
    void cells_survive_json_whatever_they_hold() {
        String text = "quote \" backslash \\ tab \t newline \n bell \u0007 delete \u007f é 漢 \uD83D\uDCDA \u2028";
        JsonNode answer = client.query("echo " + text);
        assertThat(answer.get("data").get(0).get(0).asString()).isEqualTo(text);
        assertThat(answer.get("data").get(0).get(1).isNull()).isTrue();
    }

    @Test
    void the_session_goes_back_to_the_client_with_what_changed_and_only_known_keys() {
        String body =
                """
                {"sql":"set a 1","session":{"txn_state":null,"autoCommit":false,"autoCommit":false,"database":"db","role":"r",
                "secondary_roles":["x"],"settings":{"b":"2","n":3,"nothing":null},"internal":"{}","unknown":{"deep":[1,{"er":2}]}}}""";
        JsonNode session = Client.json(client.send("POST", "/v1/query", body)).get("session");
        assertThat(session.toString())
                .isEqualTo("{\"catalog\":\"default\",\"database\":\"db\",\"role\":\"r\",\"secondary_roles\":[\"x\"],"
                        + "\"settings\":{\"a\":\"1\",\"b\":\"2\",\"n\":\"3\"},\"txn_state\":\"AutoCommit\",\"need_sticky\":false,"
                        + "\"need_keep_alive\":false,\"internal\":\"{}\"}");
    }

    @Test
    void null_is_legal_wherever_a_key_may_be_left_out() {
        String body =
                "{\"session_id\":null,\"session\":null,\"stage_attachment\":null,\"pagination\":null,\"params\":null,\"sql\":\"rows 1\"}";
        assertThat(Client.json(client.send("POST", "/v1/query/?presign=off", body)).get("data").size()).isEqualTo(1);
        String inner = "{\"sql\":\"rows 1\",\"session\":{\"database\":null,\"settings\":null,\"role\":null},"
                + "\"pagination\":{\"wait_time_secs\":null,\"max_rows_per_page\":9223372036854775808}}";
        assertThat(Client.json(client.send("POST", "/v1/query", inner)).get("session").get("database").asString()).isEqualTo("default");
    }

    @Test
    void a_failed_statement_is_answered_200_with_its_code() {
        HttpResponse<String> response = client.send("POST", "/v1/query", "{\"sql\":\"nonsense\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = Client.json(response);
        assertThat(answer.propertyNames()).containsExactlyElementsOf(KEYS);
        assertThat(answer.get("state").asString()).isEqualTo("Failed");
        assertThat(answer.get("error").toString())
                .isEqualTo("{\"code\":1005,\"message\":\"not a statement: nonsense\",\"detail\":\"\"}");
        assertThat(answer.get("data").size()).isZero();
    }

    @Test
    void a_defect_shows_the_client_an_id_and_no_detail() {
        JsonNode error = client.query("defect").get("error");
        assertThat(error.get("code").asInt()).isEqualTo(1001);
        assertThat(error.get("message").asString()).matches("internal error [0-9a-f]{16}: .*").doesNotContain("secret detail");
    }

    @Test
    void a_result_beyond_a_page_is_fetched_page_by_page() {
        var query = Map.of("sql", "rows 25", "pagination", Map.of("max_rows_per_page", 10));
        JsonNode page = client.query(query);
        var cells = new ArrayList<String>();
        int pages = 0;
        while (true) {
            page.get("data").forEach(row -> cells.add(row.get(0).asString()));
            pages++;
            String next = page.get("next_uri").asString();
            if (next.endsWith("/final")) {
                break;
            }
            assertThat(page.get("state").asString()).isEqualTo("Running");
            page = client.get(next);
        }
        assertThat(pages).isEqualTo(3);
        assertThat(cells).hasSize(25).startsWith("0", "1").endsWith("23", "24");
        assertThat(page.get("state").asString()).isEqualTo("Succeeded");
        assertThat(running.statements.openCursors).hasValue(0);
        JsonNode end = client.get(page.get("next_uri").asString());
        assertThat(end.propertyNames()).containsExactlyElementsOf(KEYS);
        assertThat(end.get("data").size()).isZero();
        assertThat(end.get("next_uri").isNull()).isTrue();
        assertThat(end.get("error").isNull()).isTrue();
    }

    @Test
    void a_result_that_fits_a_page_exactly_has_no_second_one() {
        JsonNode page = client.query(Map.of("sql", "rows 10", "pagination", Map.of("max_rows_per_page", 10)));
        assertThat(page.get("data").size()).isEqualTo(10);
        assertThat(page.get("next_uri").isNull()).isTrue();
    }

    @Test
    void a_page_ends_when_it_has_its_bytes() {
        restart(limits(10_000, 1000, 8));
        JsonNode page = client.query("rows 10000");
        assertThat(page.get("data").toString().length()).isBetween(1000, 1020);
    }

    @Test
    void the_last_page_given_can_be_fetched_again_and_no_other() {
        JsonNode first = client.query(Map.of("sql", "rows 30", "pagination", Map.of("max_rows_per_page", 10)));
        String second = first.get("next_uri").asString();
        HttpResponse<String> once = client.send("GET", second, "");
        HttpResponse<String> again = client.send("GET", second, "");
        assertThat(again.body()).isEqualTo(once.body());
        String far = second.replace("page/1", "page/7");
        assertThat(client.send("GET", far, "").statusCode()).isEqualTo(404);
    }

    @Test
    void a_statement_that_fails_midway_says_so_on_its_page() {
        JsonNode page = client.query(Map.of("sql", "fail after 15", "pagination", Map.of("max_rows_per_page", 10)));
        page = client.get(page.get("next_uri").asString());
        assertThat(page.get("state").asString()).isEqualTo("Failed");
        assertThat(page.get("error").get("code").asInt()).isEqualTo(4000);
        assertThat(page.get("next_uri").isNull()).isTrue();
        assertThat(running.statements.openCursors).hasValue(0);
    }

    @Test
    void a_slow_statement_is_answered_running_and_gives_its_rows_on_a_later_page() {
        JsonNode page = client.query(Map.of("sql", "wait", "pagination", Map.of("wait_time_secs", 0)));
        assertThat(page.get("state").asString()).isEqualTo("Running");
        assertThat(page.get("data").size()).isZero();
        assertThat(page.get("schema").size()).isZero();
        String next = page.get("next_uri").asString();
        running.statements.proceed.countDown();
        page = client.get(next);
        assertThat(page.get("state").asString()).isEqualTo("Succeeded");
        assertThat(page.get("data").toString()).isEqualTo("[[\"0\"]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void kill_ends_a_running_statement(String method) {
        JsonNode page = client.query(Map.of("sql", "wait", "pagination", Map.of("wait_time_secs", 0)));
        HttpResponse<String> killed = client.send(method, page.get("kill_uri").asString(), "");
        assertThat(killed.statusCode()).isEqualTo(200);
        assertThat(killed.body()).isEmpty();
        JsonNode after = client.get(page.get("next_uri").asString());
        assertThat(after.get("error").get("code").asInt()).isEqualTo(1043);
    }

    @Test
    void kill_closes_an_open_result() {
        JsonNode page = client.query(Map.of("sql", "rows 1000", "pagination", Map.of("max_rows_per_page", 10)));
        client.send("GET", page.get("kill_uri").asString(), "");
        await().untilAsserted(() -> assertThat(running.statements.openCursors).hasValue(0));
        JsonNode after = client.get(page.get("next_uri").asString());
        assertThat(after.get("error").get("code").asInt()).isEqualTo(1043);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void final_closes_the_result_and_pages_are_gone_after_it(String method) {
        JsonNode page = client.query(Map.of("sql", "rows 1000", "pagination", Map.of("max_rows_per_page", 10)));
        HttpResponse<String> end = client.send(method, page.get("final_uri").asString(), "");
        assertThat(end.statusCode()).isEqualTo(200);
        assertThat(Client.json(end).get("error").isNull()).isTrue();
        await().untilAsserted(() -> assertThat(running.statements.openCursors).hasValue(0));
        assertThat(client.send("GET", page.get("next_uri").asString(), "").statusCode()).isEqualTo(400);
        assertThat(client.send(method, page.get("final_uri").asString(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void an_unknown_query_is_404_with_a_json_error() {
        for (String path : List.of("/v1/query/abc/page/0", "/v1/query/abc/final", "/v1/query/abc/kill", "/v1/query/abc")) {
            HttpResponse<String> response = client.send("GET", path, "");
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(Client.json(response).get("error").get("message").asString()).isEqualTo("Query ID abc not found on node stagedoor");
        }
    }

    @Test
    void statistics_of_a_running_query_are_told() {
        JsonNode page = client.query(Map.of("sql", "rows 1000", "pagination", Map.of("max_rows_per_page", 10)));
        JsonNode stats = client.get(page.get("stats_uri").asString());
        assertThat(stats.propertyNames()).containsExactly("state", "error", "warnings", "stats");
        assertThat(stats.get("state").asString()).isEqualTo("Running");
    }

    @Test
    void a_result_nobody_asks_about_is_closed_when_its_time_is_over() {
        JsonNode page = client.query(Map.of("sql", "rows 1000", "pagination", Map.of("max_rows_per_page", 10)));
        running.clock.turn(Duration.ofSeconds(61));
        await().untilAsserted(() -> assertThat(running.statements.openCursors).hasValue(0));
        await().untilAsserted(() ->
                assertThat(client.send("GET", page.get("next_uri").asString(), "").statusCode()).isEqualTo(404));
    }

    @Test
    void a_heartbeat_keeps_a_result_open_and_names_those_that_are_not() {
        JsonNode page = client.query(Map.of("sql", "rows 1000", "pagination", Map.of("max_rows_per_page", 10)));
        String id = page.get("id").asString();
        running.clock.turn(Duration.ofSeconds(59));
        JsonNode answer = Client.json(client.send(
                "POST", "/v1/session/heartbeat", "{\"node_to_queries\":{\"stagedoor\":[\"" + id + "\",\"gone\"]}}"));
        assertThat(answer.toString()).isEqualTo("{\"queries_to_remove\":[\"gone\"]}");
        running.clock.turn(Duration.ofSeconds(59));
        assertThat(client.send("GET", page.get("next_uri").asString(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void the_clients_query_id_is_used_and_an_unfit_one_is_not() {
        JsonNode answer = client.query(Map.of("sql", "rows 1"), "X-DATABEND-QUERY-ID", "0198-abc.7");
        assertThat(answer.get("id").asString()).isEqualTo("0198-abc.7");
        JsonNode other = client.query(Map.of("sql", "rows 1"), "X-DATABEND-QUERY-ID", "../../etc");
        assertThat(other.get("id").asString()).matches("[0-9a-f]{32}");
    }

    @Test
    void a_repeated_write_under_the_same_id_gets_the_first_answer() {
        JsonNode first = client.query(Map.of("sql", "count"), "X-DATABEND-QUERY-ID", "a");
        JsonNode again = client.query(Map.of("sql", "count"), "X-DATABEND-QUERY-ID", "a");
        assertThat(again).isEqualTo(first);
        assertThat(running.statements.runs).hasValue(1);
        client.query(Map.of("sql", "count"), "X-DATABEND-QUERY-ID", "b");
        assertThat(running.statements.runs).hasValue(2);
    }

    @Test
    void a_repeat_joins_the_statement_that_is_still_running() {
        var first = CompletableFuture.supplyAsync(() -> client.query(Map.of("sql", "wait"), "X-DATABEND-QUERY-ID", "a"));
        await().untilAsserted(() -> assertThat(running.statements.runs).hasValue(1));
        var again = CompletableFuture.supplyAsync(() -> client.query(Map.of("sql", "wait"), "X-DATABEND-QUERY-ID", "a"));
        assertThat(client.query(Map.of("sql", "rows 1"), "X-DATABEND-QUERY-ID", "a").get("error").get("code").asInt()).isEqualTo(400);
        running.statements.proceed.countDown();
        assertThat(first.join().get("data")).isEqualTo(again.join().get("data"));
    }

    @Test
    void too_many_open_results_are_refused_for_the_moment_and_finished_ones_make_room() {
        restart(limits(10, 1 << 20, 2));
        JsonNode first = client.query("rows 1000");
        client.query("rows 1000");
        assertThat(client.send("POST", "/v1/query", "{\"sql\":\"rows 1000\"}").statusCode()).isEqualTo(503);
        client.get(first.get("final_uri").asString());
        assertThat(client.send("POST", "/v1/query", "{\"sql\":\"rows 1000\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void parameters_and_labels_are_refused_as_not_built() {
        assertThat(client.query(Map.of("sql", "rows 1", "params", List.of(1))).get("error").get("code").asInt()).isEqualTo(1002);
        assertThat(client.query(Map.of("sql", "rows 1", "params", List.of())).get("error").isNull()).isTrue();
        assertThat(client.query(Map.of("sql", "rows 1", "stage_attachment", Map.of())).get("error").isNull()).isTrue();
        assertThat(client.query(Map.of("sql", "rows 1"), "X-DATABEND-DEDUPLICATE-LABEL", "one").get("error").get("code").asInt())
                .isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "{", "[]", "\"sql\"", "{\"sql\":1}", "{\"sql\":null}", "{}", "{\"sql\":\"a\"", "{\"sql\":\"a\"} x", "not json",
                "{\"sql\":\"rows 1\",}",
                "{\"sql\":\"a\",\"session\":[]}", "{\"sql\":\"a\",\"pagination\":{\"wait_time_secs\":\"ten\"}}", "{\"sql\":\"\\uD800",
            })
    void a_body_that_is_not_a_query_is_400_with_a_json_error(String body) {
        HttpResponse<String> response = client.send("POST", "/v1/query", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Client.json(response).get("error").get("code").asInt()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void a_body_that_is_not_declared_json_is_400() {
        HttpResponse<String> response = client.send("POST", "/v1/query", "{\"sql\":\"rows 1\"}", "Content-Type", "text/plain");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(running.statements.runs).hasValue(0);
    }

    @Test
    void a_deeply_nested_body_is_400() {
        assertThat(client.send("POST", "/v1/query", "{\"sql\":\"a\",\"x\":" + "[".repeat(100_000)).statusCode()).isEqualTo(400);
    }

    @Test
    void an_unknown_path_is_404_and_a_wrong_method_405_both_as_json() {
        HttpResponse<String> unknown = client.send("GET", "/v1/nothing", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Client.json(unknown).get("error").get("code").asInt()).isEqualTo(404);
        HttpResponse<String> wrong = client.send("GET", "/v1/query", "");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(Client.json(wrong).get("error").get("code").asInt()).isEqualTo(405);
    }

    @Test
    void the_small_endpoints_answer_as_clients_expect() {
        JsonNode login = Client.json(client.send(
                "POST", "/v1/session/login?disable_session_token=true", "{\"database\":\"default\",\"settings\":{}}"));
        assertThat(login.get("version").asString()).isEqualTo("1.2.880-nightly");
        assertThat(login.get("session_id").asString()).isNotEmpty();
        assertThat(client.send("POST", "/v1/session/logout", "{}").body()).isEqualTo("{\"error\":null}");
        assertThat(Client.json(client.send("POST", "/v1/verify", "")).get("user").asString()).isEqualTo("root");
        assertThat(client.send("GET", "/health", "").body()).isEqualTo("ok");
        assertThat(client.send("GET", "/v1/discovery_nodes", "").body())
                .isEqualTo("[{\"address\":\"127.0.0.1:" + running.address.getPort() + "\"}]");
        assertThat(client.send("POST", "/v1/session/refresh", "{}").statusCode()).isEqualTo(401);
        assertThat(client.send("PUT", "/v1/streaming_load", "").statusCode()).isEqualTo(400);
    }
}
