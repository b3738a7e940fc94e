package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.engine.statement.StatementSummary;
import dev.stagedoor.ledger.MemoryLedger;
import dev.stagedoor.server.audit.AuditOptions;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.local.DoorTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What stands in the audit log after requests over real sockets. */
class AuditTest {
    private static final String[] STATEMENT_KEYS = {
        "time", "kind", "query_id", "user", "role", "client", "statement", "objects", "presign_ids", "outcome", "code",
        "milliseconds", "rows"
    };
    private static final String[] DOOR_KEYS = {
        "time", "kind", "request_id", "presign_id", "access_key_id", "method", "path", "client", "status", "error", "milliseconds", "bytes"
    };
    private static final String[] UPLOAD_KEYS = {
        "time", "kind", "query_id", "user", "role", "client", "stage", "objects", "outcome", "code", "milliseconds", "bytes"
    };
    private static final String[] LOGIN_KEYS = {"time", "kind", "user", "client", "path", "outcome", "code"};

    @TempDir
    Path data;

    @TempDir
    Path logs;

    private final MemoryLedger ledger = new MemoryLedger(Clock.systemUTC());
    private DoorServer door;

    @BeforeEach
    void start() {
        var file = new AuditOptions.Target.File(logs.resolve("audit.log"));
        door = new DoorServer(data, Options.with(new AuditOptions(file, 1 << 20, 3)), ledger);
    }

    @AfterEach
    void stop() {
        door.close();
    }

    private String text() {
        try {
            return Files.readString(logs.resolve("audit.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> lines() {
        var lines = new ArrayList<JsonNode>();
        text().lines().forEach(line -> lines.add(Client.JSON.readTree(line)));
        return lines;
    }

    private JsonNode last() {
        return lines().getLast();
    }

    private JsonNode onlyOf(String kind) {
        List<JsonNode> lines = lines().stream().filter(line -> line.get("kind").asString().equals(kind)).toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private DoorTerms terms() {
        return new DoorTerms(ledger.issue(), Terms.NONE);
    }

    @Test
    void an_upload_at_the_door_is_on_the_line_before_it_is_answered() {
        DoorTerms terms = terms();
        URI url = door.presign(HttpMethod.PUT, "dir/漢 字.csv", terms, Map.of());
        HttpResponse<String> response = door.client.send("PUT", url, BodyPublishers.ofString("hello"));
        JsonNode line = onlyOf("door");
        assertThat(line.propertyNames()).containsExactly(DOOR_KEYS);
        assertThat(line.get("request_id").asString()).isEqualTo(response.headers().firstValue("x-amz-request-id").orElseThrow());
        assertThat(line.get("presign_id").asString()).isEqualTo(terms.id().toString());
        assertThat(line.get("access_key_id").isNull()).isTrue();
        assertThat(line.get("method").asString()).isEqualTo("PUT");
        assertThat(line.get("path").asString()).isEqualTo("/stagedoor/dir/漢 字.csv");
        assertThat(line.get("client").asString()).isEqualTo("127.0.0.1");
        assertThat(line.get("status").asInt()).isEqualTo(200);
        assertThat(line.get("error").isNull()).isTrue();
        assertThat(line.get("milliseconds").asDouble()).isPositive();
        assertThat(line.get("bytes").asLong()).isEqualTo(5);
        assertThat(line.get("time").asString()).isEqualTo("2026-11-22T12:00:00.000Z");
    }

    @Test
    void downloads_and_refusals_at_the_door_are_lines_too() {
        door.client.send("PUT", door.presign(HttpMethod.PUT, "f"), BodyPublishers.ofString("hello"));
        door.client.send("GET", door.presign(HttpMethod.GET, "f"), BodyPublishers.noBody());
        await().until(() -> lines().size() == 2);
        assertThat(last().get("bytes").asLong()).isEqualTo(5);
        assertThat(last().get("presign_id").isNull()).isTrue();
        DoorTerms terms = terms();
        ledger.revoke(terms.id());
        door.client.send("GET", door.presign(HttpMethod.GET, "f", terms, Map.of()), BodyPublishers.noBody());
        assertThat(last().get("status").asInt()).isEqualTo(403);
        assertThat(last().get("error").asString()).isEqualTo("AccessDenied");
        assertThat(last().get("presign_id").asString()).isEqualTo(terms.id().toString());
        URI forged = URI.create(door.presign(HttpMethod.GET, "f", terms(), Map.of()).toString().replace("/f?", "/g?"));
        door.client.send("GET", forged, BodyPublishers.noBody());
        assertThat(last().get("error").asString()).isEqualTo("SignatureDoesNotMatch");
        assertThat(last().get("presign_id").isNull()).isTrue();
        assertThat(lines()).allSatisfy(line -> assertThat(line.propertyNames()).containsExactly(DOOR_KEYS));
    }

    @Test
    void no_signature_query_or_password_is_in_the_log() {
        URI url = door.presign(HttpMethod.PUT, "f", terms(), Map.of());
        door.client.send("PUT", url, BodyPublishers.ofString("the file's content"));
        door.client.send("PUT", URI.create(url.toString().replace("/f?", "/g?")), BodyPublishers.ofString("the file's content"));
        door.client.query("echo the-statement's-text");
        for (String authorization : List.of(Client.basic("root", "the-password"), Client.basic("the-password", "x"), "Bearer the-token",
                "Basic ?")) {
            door.client.send("POST", "/v1/query", "{\"sql\":\"echo x\"}", "Authorization", authorization);
        }
        String signature = url.getRawQuery().replaceAll(".*X-Amz-Signature=([0-9a-f]+).*", "$1");
        assertThat(signature).hasSize(64);
        assertThat(lines()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(text()).doesNotContain(signature, "X-Amz", "content", "the-statement", "the-password", "the-token", "?");
    }

    @Test
    void a_statement_is_one_line_joined_by_the_query_id() {
        var id = new PresignId(java.util.UUID.fromString("0192f0c1-2345-7000-8000-0123456789ab"));
        door.statements.told = new ScriptedStatements.Before(new StatementSummary("PRESIGN UPLOAD", List.of("@s/a.csv")), List.of(id));
        JsonNode answer = door.client.query("PRESIGN x");
        JsonNode line = onlyOf("statement");
        assertThat(line.propertyNames()).containsExactly(STATEMENT_KEYS);
        assertThat(line.get("query_id").asString()).isEqualTo(answer.get("id").asString());
        assertThat(line.get("user").asString()).isEqualTo("root");
        assertThat(line.get("role").asString()).isEqualTo("account_admin");
        assertThat(line.get("client").asString()).isEqualTo("127.0.0.1");
        assertThat(line.get("statement").asString()).isEqualTo("PRESIGN UPLOAD");
        assertThat(line.get("objects").toString()).isEqualTo("[\"@s/a.csv\"]");
        assertThat(line.get("presign_ids").toString()).isEqualTo("[\"" + id + "\"]");
        assertThat(line.get("outcome").asString()).isEqualTo("ok");
        assertThat(line.get("code").isNull()).isTrue();
        assertThat(line.get("rows").asLong()).isEqualTo(1);
    }

    @Test
    void each_statement_of_a_text_is_a_line_of_its_own() {
        var id = new PresignId(java.util.UUID.fromString("0192f0c1-2345-7000-8000-0123456789ab"));
        door.statements.before =
                List.of(new ScriptedStatements.Before(new StatementSummary("PRESIGN UPLOAD", List.of("@s/a.csv")), List.of(id)));
        door.statements.told = new ScriptedStatements.Before(new StatementSummary("DROP STAGE", List.of("s")), List.of());
        JsonNode answer = door.client.query("defect");
        await().until(() -> lines().size() == 2);
        JsonNode first = lines().getFirst();
        assertThat(first.get("statement").asString()).isEqualTo("PRESIGN UPLOAD");
        assertThat(first.get("outcome").asString()).isEqualTo("ok");
        assertThat(first.get("presign_ids").toString()).contains(id.toString());
        assertThat(last().get("statement").asString()).isEqualTo("DROP STAGE");
        assertThat(last().get("outcome").asString()).isEqualTo("error");
        assertThat(last().get("presign_ids")).isEmpty();
        assertThat(last().get("query_id")).isEqualTo(first.get("query_id"));
        assertThat(answer.get("error").get("code").asInt()).isEqualTo(1001);
    }

    @Test
    void a_statement_that_failed_or_could_not_be_read_says_so() {
        door.client.query("nonsense");
        assertThat(last().get("outcome").asString()).isEqualTo("error");
        assertThat(last().get("code").asInt()).isEqualTo(1005);
        assertThat(last().get("statement").isNull()).isTrue();
        door.client.query("defect");
        assertThat(last().get("code").asInt()).isEqualTo(1001);
        assertThat(text()).doesNotContain("secret detail");
    }

    @Test
    void a_result_is_one_line_when_its_last_page_is_there_and_cancelled_when_it_is_closed_before() {
        JsonNode first = door.client.query(Map.of("sql", "rows 25", "pagination", Map.of("max_rows_per_page", 10)));
        door.client.get(first.get("next_uri").asString());
        door.client.get("/v1/query/" + first.get("id").asString() + "/page/2");
        await().until(() -> lines().size() == 1);
        assertThat(last().get("rows").asLong()).isEqualTo(25);
        JsonNode endless = door.client.query(Map.of("sql", "rows 1000000", "pagination", Map.of("max_rows_per_page", 10)));
        door.client.get("/v1/query/" + endless.get("id").asString() + "/final");
        await().until(() -> lines().size() == 2);
        assertThat(last().get("outcome").asString()).isEqualTo("cancelled");
        assertThat(last().get("query_id").asString()).isEqualTo(endless.get("id").asString());
    }

    @Test
    void an_upload_through_the_server_is_a_line_with_its_files() {
        String form = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"x.csv\"\r\n\r\nhello\r\n--b--\r\n";
        HttpResponse<String> response = door.client.send(
                "PUT", "/v1/upload_to_stage", form, "Content-Type", "multipart/form-data; boundary=b", "X-DATABEND-STAGE-NAME", "st");
        JsonNode line = onlyOf("upload");
        assertThat(line.propertyNames()).containsExactly(UPLOAD_KEYS);
        assertThat(line.get("query_id").asString()).isEqualTo(Client.json(response).get("id").asString());
        assertThat(line.get("objects").toString()).isEqualTo("[\"@st/x.csv\"]");
        assertThat(line.get("bytes").asLong()).isEqualTo(5);
        door.client.send(
                "PUT", "/v1/upload_to_stage", form.replace("--b--", ""), "Content-Type", "multipart/form-data; boundary=b",
                "stage_name", "st");
        assertThat(last().get("outcome").asString()).isEqualTo("error");
        assertThat(last().get("code").asInt()).isEqualTo(4000);
    }

    @Test
    void a_failed_login_is_a_line_wherever_it_was_tried() {
        String form = "--b\r\n";
        door.client.send("PUT", "/v1/upload_to_stage", form, "Authorization", Client.basic("nobody", "x"));
        assertThat(last().propertyNames()).containsExactly(LOGIN_KEYS);
        assertThat(last().get("path").asString()).isEqualTo("/v1/upload_to_stage");
        assertThat(last().get("user").isNull()).isTrue();
        assertThat(last().get("code").asInt()).isEqualTo(2201);
        assertThat(last().get("outcome").asString()).isEqualTo("error");
        door.client.send("POST", "/v1/query", "{}", "Authorization", "nonsense");
        assertThat(last().get("kind").asString()).isEqualTo("login");
        assertThat(last().get("code").asInt()).isEqualTo(5100);
    }

    @Test
    void a_preflight_is_no_request() {
        door.client.send("OPTIONS", door.presign(HttpMethod.PUT, "f"), BodyPublishers.noBody(), "Origin", "https://a.example");
        assertThat(text()).isEmpty();
    }

    @Test
    void a_stopping_server_logs_what_it_ends() {
        door.client.query(Map.of("sql", "rows 1000000", "pagination", Map.of("max_rows_per_page", 10)));
        door.server.stop(Duration.ofSeconds(5));
        assertThat(onlyOf("statement").get("outcome").asString()).isEqualTo("cancelled");
    }
}
