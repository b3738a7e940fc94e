package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.row.Row;
import dev.stagedoor.server.http.RequestLimits;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Requests that bring the rows of an INSERT in a file: stage attachments and streaming loads. */
class LoadedRequestsTest {
    @TempDir
    private static Path directory;

    private static WholeServer server;

    @BeforeAll
    static void start() {
        server = new WholeServer(Options.with(new RequestLimits(16 << 10, 2 << 20, 1 << 20, 1 << 16)), directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void table() {
        server.root("CREATE OR REPLACE TABLE t (id INT, name VARCHAR, n INT DEFAULT 7)");
    }

    private static void put(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        server.store.put(
                new ObjectKey("stage/user/root/" + path),
                new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length)), PutConditions.NONE);
    }

    private static List<String> rows() {
        return WholeServer.rows(server.root("SELECT id, name, n FROM t ORDER BY id")).stream()
                .map(row -> row.cell(0) + "|" + row.cell(1) + "|" + row.cell(2))
                .toList();
    }

    private static JsonNode attached(String sql, Map<String, ?> attachment, String... headers) {
        return server.client.query(Map.of("sql", sql, "stage_attachment", attachment), headers);
    }

    @Test
    void attached_file_is_inserted_and_purged_where_that_is_asked() {
        put("a.csv", "1,one,2\n2,\\N,\n");
        var options = Map.of("type", "CSV");

        JsonNode kept = attached("INSERT INTO t VALUES (?,?,?)", Map.of("location", "@~/a.csv", "file_format_options", options));

        assertThat(kept.path("error").isNull()).as(kept.toString()).isTrue();
        assertThat(kept.path("data").toString()).isEqualTo("[[\"2\"]]");
        assertThat(kept.path("stats").path("write_progress").path("rows").asInt()).isEqualTo(2);
        assertThat(rows()).containsExactly("1|one|2", "2|null|7");
        assertThat(server.listAnyway("root", "~")).containsExactly("a.csv");

        put("a.csv", "3\n");
        JsonNode purged = attached(
                "insert into t (name, id) values ('all', ?)",
                Map.of("location", "@~//a.csv", "copy_options", Map.of("PURGE", "true", "NULL_DISPLAY", "\\N")));
        assertThat(purged.path("error").isNull()).as(purged.toString()).isTrue();
        assertThat(rows()).contains("3|all|7");
        assertThat(server.listAnyway("root", "~")).isEmpty();
    }

    @Test
    void attachment_that_cannot_be_loaded_is_refused_with_a_sentence() {
        put("b.csv", "1,one,x\n");
        var location = Map.of("location", "@~/b.csv");
        assertThat(message(attached("SELECT 1", location))).contains("INSERT").contains("?");
        assertThat(message(attached("INSERT INTO t VALUES (1, 'a', 2)", location))).contains("INSERT").contains("?");
        assertThat(message(attached("INSERT INTO t VALUES", Map.of("location", "@~/none.csv")))).contains("none.csv");
        assertThat(message(attached("INSERT INTO t VALUES", Map.of("location", "@~/")))).contains("one file");
        assertThat(message(attached("INSERT INTO t VALUES", Map.of("location", "@~/b.csv", "copy_options", Map.of("size", "1")))))
                .contains("SIZE");
        assertThat(message(attached(
                "INSERT INTO t VALUES", Map.of("location", "@~/b.csv", "file_format_options", Map.of("delimiter", "1")))))
                .contains("DELIMITER");
        assertThat(message(attached("INSERT INTO t VALUES", location))).contains("b.csv", "line 1", "column 'n'", "'x'");
        assertThat(message(attached("INSERT INTO t VALUES", location, "X-DATABEND-DEDUPLICATE-LABEL", "one")))
                .contains("X-DATABEND-DEDUPLICATE-LABEL");
        assertThat(rows()).isEmpty();
        assertThat(server.listAnyway("root", "~")).containsExactly("b.csv");
        server.removeAnyway("root", "~");
    }

    @Test
    void attached_file_needs_what_reading_and_removing_it_need() {
        server.root("CREATE STAGE guarded");
        server.root("CREATE USER reader IDENTIFIED BY 'secret'");
        server.root("CREATE ROLE readers");
        server.root("GRANT ROLE readers TO USER reader");
        server.root("GRANT INSERT ON default.t TO ROLE readers");
        var reads = Map.of("location", "@guarded/a.csv");
        var removes = Map.of("location", "@guarded/a.csv", "copy_options", Map.of("purge", "true"));
        try (Client reader = new Client(server.address, Client.basic("reader", "secret"))) {
            Map<String, Object> request = new HashMap<>(Map.of("sql", "INSERT INTO t VALUES", "stage_attachment", reads));
            assertThat(message(reader.query(request))).contains("[Read]", "guarded");

            server.root("GRANT READ ON STAGE guarded TO ROLE readers");
            request.put("stage_attachment", removes);
            assertThat(message(reader.query(request))).contains("[Write]", "guarded");
        }
    }

    @Test
    void insert_that_is_sent_again_with_its_id_is_run_once() {
        for (int i = 0; i < 2; i++) {
            JsonNode answer = server.client.query(Map.of("sql", "INSERT INTO t VALUES (1, 'a', 2)"), "X-DATABEND-QUERY-ID", "again");
            assertThat(answer.path("data").toString()).isEqualTo("[[\"1\"]]");
        }
        assertThat(rows()).hasSize(1);
    }

    private static String message(JsonNode answer) {
        return answer.path("error").path("message").asString();
    }

    private static HttpResponse<String> load(String sql, String field, String content, String... headers) {
        String form = "--b\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"f\"\r\n\r\n" + content
                + "\r\n--b--\r\n";
        String[] all = new String[headers.length + (sql.isEmpty() ? 2 : 4)];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "multipart/form-data; boundary=b";
        if (!sql.isEmpty()) {
            all[headers.length + 2] = "X-DATABEND-SQL";
            all[headers.length + 3] = sql;
        }
        return server.client.send(
                "PUT", URI.create(server.client.base + "/v1/streaming_load"), BodyPublishers.ofString(form), all);
    }

    private static List<String> left() {
        try (var listing = server.store.list(new KeyPrefix("load/"), "")) {
            List<String> keys = new ArrayList<>();
            listing.forEachRemaining(object -> keys.add(object.key()));
            return keys;
        }
    }

    private static final String INTO = "insert into t (id, name) from @_databend_load file_format = (type = csv)";

    @Test
    void file_of_a_streaming_load_is_inserted() {
        HttpResponse<String> answer = load(INTO, "upload", "1,one\n2,two\n", "X-DATABEND-QUERY-ID", "mine");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode told = Client.json(answer);
        assertThat(told.path("id").asString()).isEqualTo("mine");
        assertThat(told.path("stats").path("rows").asInt()).isEqualTo(2);
        assertThat(told.path("stats").path("bytes").asInt()).isPositive();
        assertThat(told.has("error")).isFalse();
        String session = answer.headers().firstValue("x-databend-query-context").orElseThrow();
        assertThat(Client.JSON.readTree(Base64.getUrlDecoder().decode(session)).path("database").asString()).isEqualTo("default");
        assertThat(rows()).containsExactly("1|one|7", "2|two|7");
        assertThat(left()).isEmpty();
    }

    @Test
    void streaming_load_is_in_the_session_that_it_names() {
        server.root("CREATE DATABASE other");
        server.root("CREATE TABLE other.t (id INT)");
        String session = "{\"database\":\"other\"}";
        String sql = "insert into t from @_databend_load file_format = (type = ndjson)";
        assertThat(load(sql, "upload", "{\"id\": 1}\n", "X-DATABEND-QUERY-CONTEXT", session).statusCode()).isEqualTo(200);
        String encoded = Base64.getUrlEncoder().encodeToString(session.getBytes(StandardCharsets.UTF_8));
        assertThat(load(sql, "upload", "{\"id\": 2}\n", "X-DATABEND-QUERY-CONTEXT", encoded).statusCode()).isEqualTo(200);
        List<Row> loaded = WholeServer.rows(server.root("SELECT id FROM other.t"));
        assertThat(loaded).hasSize(2);
        assertThat(rows()).isEmpty();
        server.root("DROP DATABASE other");
    }

    @Test
    void streaming_load_that_fails_says_why_and_leaves_nothing() {
        assertThat(refused(load("", "upload", "1"))).isEqualTo("Missing required header X-Databend-SQL in request");
        assertThat(refused(load(INTO, "file", "1,one\n"))).isEqualTo("Invalid field name in form-data: must be 'upload'");
        assertThat(refused(load(INTO, "upload", "1,one\nx,two\n")))
                .startsWith("Query execution failed: ").contains("line 2", "column 'id'", "'x'");
        assertThat(refused(load("insert into t from", "upload", "1"))).startsWith("Query execution failed: ");
        assertThat(refused(load("insert into t values (1, 'a', 2)", "upload", "1"))).contains("@_databend_load");
        assertThat(refused(load(INTO.replace("into t", "into u"), "upload", "1,one\n"))).startsWith("Query execution failed: ");
        HttpResponse<String> large = load(INTO, "upload", "1,one\n".repeat(1 << 14));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("limits.max_load_size");
        assertThat(rows()).isEmpty();
        assertThat(left()).isEmpty();
        assertThat(message(server.client.query(INTO))).contains("streaming_load");
    }

    @Test
    void what_a_killed_server_left_of_a_load_is_swept() {
        server.store.put(
                new ObjectKey("load/left"), new ObjectBody(new ByteArrayInputStream(new byte[] {1}), OptionalLong.of(1)),
                PutConditions.NONE);

        server.engine.sweepLoads();

        assertThat(left()).isEmpty();
    }

    private static String refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = Client.json(answer).path("error");
        assertThat(error.path("code").asInt()).isEqualTo(400);
        return error.path("message").asString();
    }
}
