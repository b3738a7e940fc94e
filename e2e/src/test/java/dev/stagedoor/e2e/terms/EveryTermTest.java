package dev.stagedoor.e2e.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.Presigned;
import dev.stagedoor.signing.term.RuleName;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.StatementParser;
import dev.stagedoor.storage.contract.TermSamples;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that there must be of a term and of a rule, asked of each there is. Whoever adds one finds here what is missing; that every
 * kind of store binds or refuses it is {@code TermsOnEveryStoreTest}'s.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryTermTest {
    private static final byte[] OTHER = "world".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONGER = "hello, world".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    static Path directory;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServerProcess server;
    private SqlClient sql;

    @BeforeAll
    void start() {
        server = ServerProcess.start(directory.resolve("data"));
        sql = server.sql();
        sql.query("CREATE STAGE s");
    }

    @AfterAll
    void stop() throws Exception {
        http.close();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void every_kind_of_term_has_a_name_and_a_sample() {
        assertThat(Stream.of(TermName.values()).map(TermSamples::of).<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrder(Term.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @EnumSource
    void term_is_read_completed_and_told_in_a_syntax_error(TermName term) {
        var presign = (Statement.Presign) StatementParser.parse("PRESIGN UPLOAD @s/f " + TermSamples.clause(term));

        assertThat(presign.terms()).containsOnlyKeys(term);
        assertThat(StatementParser.keywords()).contains(term.name());
        assertThatThrownBy(() -> StatementParser.parse("PRESIGN UPLOAD")).hasMessageContaining("[" + term + " = ");
    }

    @ParameterizedTest
    @EnumSource
    void rule_is_read_and_completed(RuleName rule) {
        var stage = (Statement.CreateStage) StatementParser.parse("CREATE STAGE s PRESIGN = (" + clause(rule) + ")");

        assertThat(stage.presign().orElseThrow().rules()).containsOnlyKeys(rule);
        assertThat(StatementParser.keywords()).contains(rule.name());
    }

    @ParameterizedTest
    @EnumSource
    void term_is_in_the_documents(TermName term) throws IOException {
        assertThat(document("sql.md")).contains("\n| `" + term + "` |").containsPattern("\\[" + term + " = [<{']");
        assertThat(document("security.md")).containsPattern("\n\\|[^\n]*\\| `" + term + " = ");
    }

    @ParameterizedTest
    @EnumSource
    void rule_is_in_the_documents(RuleName rule) throws IOException {
        assertThat(document("sql.md")).contains("\n| `" + rule + " = ").contains("`" + rule.told() + "`");
        assertThat(document("security.md")).contains("\n| `" + rule + " = ");
    }

    private static String document(String name) throws IOException {
        return Files.readString(Path.of("..", "docs", name));
    }

    @ParameterizedTest
    @EnumSource
    void term_is_held_by_the_door(TermName term) throws Exception {
        String key = "held/" + term;
        Presigned url = sql.presign("UPLOAD", "s", key, TermSamples.clause(term));

        int broken = switch (term) {
            case EXPIRE -> put(url.url().toString().replace("Expires=600", "Expires=3600"), Map.of(), TermSamples.CONTENT);
            case CONTENT_TYPE -> put(url.url().toString(), Map.of("content-type", "text/html"), TermSamples.CONTENT);
            case MAX_SIZE, CONTENT_LENGTH -> put(url, LONGER);
            case CHECKSUM_SHA256 -> put(url, OTHER);
            case OVERWRITE -> put(url.url().toString(), Map.of(), TermSamples.CONTENT);
            case ONE_TIME -> 403; // a second use, below
            case FROM_IP -> put(sql.presign("UPLOAD", "s", key, "FROM_IP = '10.0.0.0/8'"), TermSamples.CONTENT);
        };

        assertThat(broken).isBetween(400, 499);
        assertThat(sql.query("LIST @s/held/").column("name")).doesNotContain(key);
        assertThat(put(url, TermSamples.CONTENT)).isEqualTo(200);
        boolean once = term == TermName.ONE_TIME || term == TermName.OVERWRITE;
        assertThat(put(url, TermSamples.CONTENT)).isEqualTo(once ? (term == TermName.ONE_TIME ? 403 : 412) : 200);
    }

    @Test
    void every_term_and_rule_is_kept_over_a_restart() throws Exception {
        String clauses = Stream.of(RuleName.values()).map(EveryTermTest::clause).collect(Collectors.joining(", "));
        sql.query("CREATE STAGE kept PRESIGN = (" + clauses + ")");
        for (TermName term : TermName.values()) {
            sql.presign("UPLOAD", "s", "kept/" + term, TermSamples.clause(term));
        }
        String rules = sql.query("DESC STAGE kept").only("presign_rules");
        Map<String, String> told = told();

        server.close();
        server = ServerProcess.start(directory.resolve("data"));
        sql = server.sql();

        assertThat(sql.query("DESC STAGE kept").only("presign_rules")).isEqualTo(rules);
        assertThat(fields(rules)).containsOnlyKeys(Stream.of(RuleName.values()).map(RuleName::told).toList());
        assertThat(told()).isEqualTo(told).hasSize(TermName.values().length);
        for (TermName term : TermName.values()) {
            // The expiry has a column of its own.
            assertThat(fields(told.get("kept/" + term)).keySet())
                    .isEqualTo(term == TermName.EXPIRE ? Set.of() : Set.of(term.told()));
        }
        for (RuleName rule : RuleName.values()) {
            sql.query("CREATE OR REPLACE STAGE one PRESIGN = (" + clause(rule) + ")");
            assertThat(fields(sql.query("DESC STAGE one").only("presign_rules"))).containsOnlyKeys(rule.told());
            narrows(rule, "one");
        }
    }

    /** What PRESIGN bound each URL to, by its path. */
    private Map<String, String> told() {
        var rows = sql.query("SELECT path, terms FROM system.presigns WHERE path LIKE 'kept/%'").rows();
        Map<String, String> told = new HashMap<>();
        rows.forEach(row -> told.put(row.get(0).orElseThrow(), row.get(1).orElseThrow()));
        return told;
    }

    private static String clause(RuleName rule) {
        return switch (rule) {
            case MAX_EXPIRE -> "MAX_EXPIRE = 60";
            case MAX_SIZE -> "MAX_SIZE = 4";
            case CONTENT_TYPES -> "CONTENT_TYPES = ('text/plain')";
            case OVERWRITE -> "OVERWRITE = FALSE";
            case METHODS -> "METHODS = (DOWNLOAD)";
        };
    }

    /** A statement that asks for more than the one rule of the stage gets what the rule says, or is told so. */
    private void narrows(RuleName rule, String stage) {
        switch (rule) {
            case MAX_EXPIRE -> assertThat(sql.presign("UPLOAD", stage, "f", "EXPIRE = 3600").url().getQuery()).contains("Expires=60&");
            case MAX_SIZE ->
                assertThat(sql.presign("UPLOAD", stage, "f", "MAX_SIZE = 5").url().getQuery()).contains("x-stagedoor-max-size=4&");
            case CONTENT_TYPES -> refused(stage, TermSamples.clause(TermName.CONTENT_TYPE), "text/plain");
            case OVERWRITE -> refused(stage, "OVERWRITE = TRUE", "OVERWRITE = FALSE");
            case METHODS -> refused(stage, "", "METHODS");
        }
    }

    private void refused(String stage, String clause, String sentence) {
        assertThatThrownBy(() -> sql.presign("UPLOAD", stage, "f", clause))
                .isInstanceOf(SqlClient.SqlError.class)
                .hasMessageContaining(sentence);
    }

    private int put(Presigned url, byte[] content) throws Exception {
        return put(url.url().toString(), fields(url.headers()), content);
    }

    private int put(String url, Map<String, Object> headers, byte[] content) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofByteArray(content));
        headers.forEach((name, value) -> {
            // These the client sets by itself.
            if (!name.equals("host") && !name.equals("content-length")) {
                request.header(name, value.toString());
            }
        });
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(String json) {
        return JsonMapper.shared().readValue(json, Map.class);
    }
}
