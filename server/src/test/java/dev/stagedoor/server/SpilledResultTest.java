package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.protocol.ResultLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Results that nobody fetches, over HTTP, on the query engine. */
class SpilledResultTest {
    /** Long enough for a place that comes free, for a query that is refused where none does. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private static final int ROWS = 30_000;
    private static final int PAGE_ROWS = 1_000;
    private static final Map<String, Object> LARGE =
            Map.of("sql", "SELECT * FROM range(" + ROWS + ")", "pagination", Map.of("max_rows_per_page", PAGE_ROWS));

    /** What all rows take as JSON is more. */
    private static final long SHORT_BYTES = 100 << 10;

    private static final Duration UNFETCHED = Duration.ofSeconds(5);

    @TempDir
    private Path data;

    @Test
    void results_that_nobody_fetches_keep_nobody_from_an_answer_and_are_whole_afterwards() {
        try (var server = new WholeServer(data);
                var ann = user(server, "ann");
                var bob = user(server, "bob")) {
            var unfetched = new ArrayList<JsonNode>();
            for (int i = 0; i < 9; i++) {
                unfetched.add(server.client.query(LARGE));
                unfetched.add(ann.query(LARGE));
            }
            JsonNode answer = bob.query("SELECT 1 FROM range(1)");
            assertThat(answer.get("error").isNull()).as(answer.toString()).isTrue();
            assertThat(answer.get("data").toString()).isEqualTo("[[\"1\"]]");
            for (int i = 0; i < unfetched.size(); i++) {
                assertWhole(unfetched.get(i), i % 2 == 0 ? server.client : ann);
            }
            assertThat(files(data)).isEmpty();
        }
    }

    @Test
    void pages_from_a_file_are_those_that_a_client_gets_who_fetches_at_once() {
        try (var server = new WholeServer(data)) {
            List<String> atOnce = pages(server.client.query(LARGE), server.client);
            JsonNode first = server.client.query(LARGE);
            server.clock.turn(UNFETCHED);
            Path file = awaitFile(data);
            assertThat(mode(file)).isEqualTo("rw-------");
            assertThat(mode(file.getParent())).isEqualTo("rwx------");
            assertThat(pages(first, server.client)).isEqualTo(atOnce);
            assertThat(files(data)).isEmpty();
        }
    }

    @Test
    void result_that_is_fetched_now_and_then_needs_no_file() {
        try (var server = new WholeServer(data)) {
            JsonNode page = server.client.query(LARGE);
            server.clock.turn(UNFETCHED.minusMillis(1));
            page = server.client.get(page.get("next_uri").asString());
            server.clock.turn(UNFETCHED.minusMillis(1));
            JsonNode other = server.client.query(LARGE);
            server.clock.turn(Duration.ofMillis(1));
            awaitFile(data);
            assertThat(files(data)).hasSize(1);
            server.client.get(page.get("final_uri").asString());
            await().untilAsserted(() -> assertThat(files(data)).isEmpty());
            assertWhole(other, server.client);
        }
    }

    /** What ends a result, and with it the file. */
    enum End {
        KILL((server, page) -> server.client.send("POST", page.get("kill_uri").asString(), "")),
        FINAL((server, page) -> server.client.get(page.get("final_uri").asString())),
        EXPIRY((server, page) -> server.clock.turn(Duration.ofSeconds(60))),
        STOP((server, page) -> server.stop());

        private final BiConsumer<WholeServer, JsonNode> act;

        End(BiConsumer<WholeServer, JsonNode> act) {
            this.act = act;
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void file_goes_with_its_result(End end) {
        try (var server = new WholeServer(data)) {
            JsonNode page = server.client.query(LARGE);
            server.clock.turn(UNFETCHED);
            awaitFile(data);
            end.act.accept(server, page);
            await().untilAsserted(() -> assertThat(files(data)).isEmpty());
        }
    }

    @Test
    void file_goes_with_the_session_of_its_result_and_not_with_another() {
        try (var server = new WholeServer(data)) {
            List<String> tokens = Stream.of(1, 2).map(_ -> "Bearer " + token(server)).toList();
            JsonNode page = server.client.query(LARGE, "Authorization", tokens.getFirst());
            server.clock.turn(UNFETCHED);
            awaitFile(data);
            server.client.send("POST", "/v1/session/logout", "{}", "Authorization", tokens.getLast());
            assertThat(files(data)).hasSize(1);
            server.client.send("POST", "/v1/session/logout", "{}", "Authorization", tokens.getFirst());
            await().untilAsserted(() -> assertThat(files(data)).isEmpty());
            assertThat(server.client.send("GET", page.get("next_uri").asString(), "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void what_is_beyond_the_bound_is_read_when_the_client_has_come_to_it() throws IOException {
        try (var server = new WholeServer(Options.with(limits(SHORT_BYTES, 1 << 20)), data)) {
            JsonNode page = server.client.query(LARGE);
            server.clock.turn(UNFETCHED);
            Path file = awaitFile(data);
            await().until(() -> Files.size(file) > SHORT_BYTES / 2);
            assertWhole(page, server.client);
            assertThat(Files.exists(file)).isFalse();
        }
    }

    @Test
    void result_beyond_the_bound_is_ended_when_its_place_is_needed_and_nobody_fetches() {
        try (var server = new WholeServer(Options.with(limits(SHORT_BYTES, 2 << 20)), MAX_WAIT, data)) {
            List<JsonNode> results = Stream.generate(() -> server.client.query(LARGE)).limit(8).toList();
            server.clock.turn(UNFETCHED);
            await().until(() -> files(data).stream().filter(file -> size(file) > SHORT_BYTES / 2).count() == 8);
            JsonNode refused = server.client.query("SELECT 1 FROM range(1)");
            assertThat(refused.get("error").get("message").asString()).contains("has 8 queries running or results open");
            for (Path file : files(data)) {
                assertThat(Files.exists(file)).isTrue();
                assertThat(size(file)).isLessThanOrEqualTo(SHORT_BYTES);
            }
            server.clock.turn(Duration.ofSeconds(30));
            assertThat(server.client.query("SELECT 1 FROM range(1)").get("error").isNull()).isTrue();
            JsonNode ended = last(results.getFirst(), server.client);
            assertThat(ended.get("state").asString()).isEqualTo("Failed");
            assertThat(ended.get("error").get("code").asInt()).isEqualTo(1043);
            assertThat(ended.get("error").get("message").asString())
                    .contains("nobody fetched from it for 30 s")
                    .contains("results.max_spill_size");
            assertWhole(results.get(1), server.client);
        }
    }

    @Test
    void all_files_together_are_bounded_and_those_of_one_user_to_half_of_that() {
        try (var server = new WholeServer(Options.with(limits(1 << 20, 2 * SHORT_BYTES)), data);
                var ann = user(server, "ann")) {
            JsonNode first = server.client.query(LARGE);
            JsonNode second = server.client.query(LARGE);
            server.clock.turn(UNFETCHED);
            await().until(() -> total(data) > SHORT_BYTES - 20_000);
            JsonNode other = ann.query(LARGE);
            assertThat(total(data)).isLessThanOrEqualTo(SHORT_BYTES);
            server.clock.turn(UNFETCHED);
            await().until(() -> total(data) > 2 * (SHORT_BYTES - 20_000));
            assertThat(total(data)).isLessThanOrEqualTo(2 * SHORT_BYTES);
            assertWhole(first, server.client);
            assertWhole(second, server.client);
            assertWhole(other, ann);
        }
    }

    @Test
    void kill_ends_the_reading_on() {
        try (var server = new ScriptedServer(Options.LOCAL, Users.DEFAULT)) {
            JsonNode page = server.client.query(Map.of("sql", "hold 1000", "pagination", Map.of("max_rows_per_page", 10)));
            server.clock.turn(UNFETCHED);
            await().untilAsserted(() -> assertThat(server.statements.halts).hasValue(1));
            assertThat(files(server.data)).hasSize(1);
            server.client.send("POST", page.get("kill_uri").asString(), "");
            await().untilAsserted(() -> assertThat(server.statements.openCursors).hasValue(0));
            assertThat(files(server.data)).isEmpty();
            JsonNode after = server.client.get(page.get("next_uri").asString());
            assertThat(after.get("error").get("code").asInt()).isEqualTo(1043);
        }
    }

    @Test
    void pages_are_given_while_the_rest_is_read_on() {
        try (var server = new ScriptedServer(Options.LOCAL, Users.DEFAULT)) {
            JsonNode page = server.client.query(Map.of("sql", "hold 1000", "pagination", Map.of("max_rows_per_page", 10)));
            server.clock.turn(UNFETCHED);
            await().untilAsserted(() -> assertThat(server.statements.halts).hasValue(1));
            for (int number = 1; number < 49; number++) {
                page = server.client.get(page.get("next_uri").asString());
                assertThat(page.get("data").get(0).get(0).asInt()).isEqualTo(number * 10);
            }
            server.statements.proceed.countDown();
            JsonNode last = last(page, server.client);
            assertThat(last.get("data").get(9).get(0).asInt()).isEqualTo(999);
            assertThat(last.get("stats").get("result_progress").get("rows").asInt()).isEqualTo(1000);
            assertThat(files(server.data)).isEmpty();
        }
    }

    @Test
    void reading_on_ends_when_its_time_is_over_and_the_rest_is_read_for_the_client() {
        ResultLimits all = ResultLimits.DEFAULT;
        var patient = new ResultLimits(
                all.defaultPageRows(), all.maxPageRows(), all.maxPageBytes(), Duration.ofMinutes(10), all.maxOpenQueries(),
                all.defaultWait(), all.maxWait(), all.maxSpillBytes(), all.maxSpillTotalBytes());
        try (var server = new ScriptedServer(Options.with(patient), Users.DEFAULT)) {
            JsonNode page = server.client.query(Map.of("sql", "hold 1000", "pagination", Map.of("max_rows_per_page", 10)));
            server.clock.turn(UNFETCHED);
            await().untilAsserted(() -> assertThat(server.statements.halts).hasValue(1));
            server.clock.turn(Duration.ofMinutes(1));
            server.statements.proceed.countDown();
            for (int number = 1; number <= 50; number++) {
                page = server.client.get(page.get("next_uri").asString());
                assertThat(page.get("data").get(0).get(0).asInt()).isEqualTo(number * 10);
            }
            assertThat(files(server.data)).isEmpty();
            assertThat(last(page, server.client).get("data").get(9).get(0).asInt()).isEqualTo(999);
        }
    }

    @Test
    void result_keeps_its_place_and_is_whole_where_no_file_can_be_made() throws IOException {
        try (var server = new WholeServer(Options.LOCAL, MAX_WAIT, data)) {
            Files.delete(data.resolve("spill"));
            List<JsonNode> results = Stream.generate(() -> server.client.query(LARGE)).limit(8).toList();
            server.clock.turn(UNFETCHED);
            JsonNode refused = server.client.query("SELECT 1 FROM range(1)");
            assertThat(refused.get("error").get("message").asString()).contains("has 8 queries running or results open");
            results.forEach(result -> assertWhole(result, server.client));
        }
    }

    @Test
    void failure_midway_is_told_behind_the_pages_before_it() {
        try (var server = new WholeServer(data)) {
            var query = Map.of(
                    "sql", "SELECT 1 / (range - 1500000) FROM range(2000000)", "pagination", Map.of("max_rows_per_page", 100_000));
            List<String> atOnce = pages(server.client.query(query), server.client);
            assertThat(atOnce).hasSizeGreaterThan(10);
            JsonNode first = server.client.query(query);
            server.clock.turn(UNFETCHED);
            awaitFile(data);
            assertThat(pages(first, server.client)).isEqualTo(atOnce);
            assertThat(files(data)).isEmpty();
        }
    }

    @Test
    void files_of_a_process_that_was_killed_are_removed_at_the_start() throws IOException {
        Path spill = Files.createDirectories(data.resolve("spill"));
        Path left = Files.writeString(spill.resolve("left.rows"), "[]");
        Path other = Files.writeString(spill.resolve("notes.txt"), "not ours");
        try (var _ = new WholeServer(data)) {
            assertThat(left).doesNotExist();
            assertThat(other).exists();
        }
    }

    private static ResultLimits limits(long maxSpillBytes, long maxSpillTotalBytes) {
        ResultLimits all = ResultLimits.DEFAULT;
        return new ResultLimits(
                all.defaultPageRows(), all.maxPageRows(), all.maxPageBytes(), all.idleTimeout(), all.maxOpenQueries(), all.defaultWait(),
                all.maxWait(), maxSpillBytes, maxSpillTotalBytes);
    }

    private static Client user(WholeServer server, String name) {
        server.root("CREATE USER " + name + " IDENTIFIED WITH NO_PASSWORD");
        return new Client(server.address, Client.basic(name, ""));
    }

    private static String token(WholeServer server) {
        return Client.json(server.client.send("POST", "/v1/session/login", "{}")).get("tokens").get("session_token").asString();
    }

    /** The rows of each page until the end, and the error. */
    private static List<String> pages(JsonNode first, Client client) {
        var pages = new ArrayList<String>();
        JsonNode page = first;
        while (true) {
            pages.add(page.get("data").toString() + page.get("error") + page.get("stats").get("result_progress") + page.get("state"));
            JsonNode next = page.get("next_uri");
            if (next.isNull() || next.asString().endsWith("/final")) {
                return pages;
            }
            page = client.get(next.asString());
        }
    }

    private static JsonNode last(JsonNode first, Client client) {
        JsonNode page = first;
        while (!page.get("next_uri").isNull() && !page.get("next_uri").asString().endsWith("/final")) {
            page = client.get(page.get("next_uri").asString());
        }
        return page;
    }

    private static void assertWhole(JsonNode first, Client client) {
        var rows = new ArrayList<String>();
        JsonNode page = first;
        page.get("data").forEach(row -> rows.add(row.get(0).asString()));
        while (!page.get("next_uri").asString().endsWith("/final")) {
            page = client.get(page.get("next_uri").asString());
            assertThat(page.get("error").isNull()).as(page.get("error").toString()).isTrue();
            page.get("data").forEach(row -> rows.add(row.get(0).asString()));
        }
        assertThat(rows).isEqualTo(LongStream.range(0, ROWS).mapToObj(Long::toString).toList());
    }

    private static Path awaitFile(Path data) {
        await().until(() -> files(data).stream().anyMatch(file -> size(file) > 0));
        return files(data).getFirst();
    }

    private static List<Path> files(Path data) {
        try (Stream<Path> files = Files.list(data.resolve("spill"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long total(Path data) {
        return files(data).stream().mapToLong(SpilledResultTest::size).sum();
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
