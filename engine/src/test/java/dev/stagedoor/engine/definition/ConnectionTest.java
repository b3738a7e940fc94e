package dev.stagedoor.engine.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.UriLocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest extends EngineTest {
    private static final Map<String, String> S3 = Map.of(
            "endpoint_url", "http://127.0.0.1:9900/", "access_key_id", "minioadmin", "secret_access_key", "minioadmin", "region", "auto");

    @Test
    void connections_are_shown_by_name_and_masked() {
        create("b", "S3", S3);
        create("a", "s3", Map.of("endpoint_url", "http://s3.amazonaws.com"));
        StatementResult.Rows shown = (StatementResult.Rows) fixture.run(new Statement.ShowConnections());
        assertThat(shown.schema())
                .containsExactly(Column.string("name"), Column.string("storage_type"), Column.string("storage_params"));
        assertThat(Fixture.rows(shown))
                .containsExactly(
                        List.of("a", "s3", "endpoint_url=ht***om"),
                        List.of("b", "s3", "access_key_id=mi***in endpoint_url=ht***0/ region=*** secret_access_key=mi***in"));
        assertThat(describe("a")).containsExactly(List.of("a", "s3", "endpoint_url=ht***om"));
    }

    @Test
    void connection_that_exists_is_refused_left_alone_or_replaced() {
        create("c", "s3", S3);
        assertRefused(ErrorCode.CONNECTION_ALREADY_EXISTS, () -> create("c", "s3", Map.of())).hasMessage("Connection 'c' already exists.");
        fixture.run(statement("c", false, true, "s3", Map.of()));
        assertThat(describe("c").getFirst().get(2)).contains("access_key_id");
        fixture.run(statement("c", true, false, "s3", Map.of()));
        assertThat(describe("c").getFirst().get(2)).isEmpty();
    }

    @Test
    void unknown_connection_is_named() {
        assertRefused(ErrorCode.UNKNOWN_CONNECTION, () -> describe("nope")).hasMessage("Connection 'nope' does not exist.");
        assertRefused(ErrorCode.UNKNOWN_CONNECTION, () -> drop("nope", false)).hasMessage("Connection 'nope' does not exist.");
        drop("nope", true);
    }

    @Test
    void dropped_connection_is_gone_and_names_are_case_sensitive() {
        create("c", "s3", S3);
        assertRefused(ErrorCode.UNKNOWN_CONNECTION, () -> drop("C", false));
        drop("c", false);
        assertRefused(ErrorCode.UNKNOWN_CONNECTION, () -> describe("c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s4", "", "s3://b/?", "s3 ", "ü"})
    void storage_type_that_is_none_is_refused(String type) {
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("c", type, Map.of()))
                .hasMessage("invalid input parameter (protocol " + type + " is not supported yet.)");
    }

    @Test
    void connection_is_not_made_of_a_connection() {
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("c", "s3", Map.of("connection_name", "d")))
                .hasMessage("invalid input parameter (can not use connection_name when create connection)");
    }

    @Test
    void parameters_are_those_of_the_type() {
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("c", "s3", Map.of("nope", "hush-hush")))
                .hasMessageContaining("connection params invalid: expected")
                .hasMessageNotContaining("hush-hush");
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("c", "azblob", Map.of("account_name", "a")))
                .hasMessage("invalid input parameter (endpoint_url is required for storage azblob)");
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("c", "obs", Map.of()))
                .hasMessage("invalid input parameter (endpoint_url is required for storage oss)");
        assertThat(Fixture.rows(fixture.run(new Statement.ShowConnections()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf", "huggingface"})
    void connection_of_hugging_face_is_refused_as_databend_does(String type) {
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("c", type, Map.of("token", "t")))
                .hasMessage("invalid input parameter (input uri is not a valid huggingface uri)");
    }

    @ParameterizedTest
    @CsvSource({"azblob, endpoint_url", "oss, endpoint_url", "obs, endpoint_url", "cos, endpoint_url", "gcs, endpoint_url",
            "ipfs, endpoint_url"})
    void every_type_of_store_can_be_connected(String type, String key) {
        create("c", type, Map.of(key, "https://store.example.com"));
        assertThat(describe("c").getFirst().get(1)).isEqualTo(type);
    }

    @Test
    void stage_copies_the_parameters_of_its_connection() {
        create("c", "s3", S3);
        createStage("s", "s3://b/p/", Map.of("connection_name", "c"));
        drop("c", false);
        assertThat(Fixture.rows(fixture.run(new Statement.DescribeStage("s"))).getFirst().get(7))
                .contains("\"access_key_id\":\"mi***in\"", "\"secret_access_key\":\"mi***in\"");
        assertThat(fixture.stores.completed.getFirst().connection().values())
                .containsEntry("secret_access_key", "minioadmin")
                .doesNotContainKey("connection_name");
    }

    @Test
    void connection_name_stands_alone_exists_and_is_of_the_urls_type() {
        create("c", "s3", S3);
        assertRefused(ErrorCode.STORAGE_OTHER, () -> createStage("s", "s3://b/", Map.of("connection_name", "c", "region", "r")))
                .hasMessage("invalid input parameter (connection_name can not be used with other connection options)");
        assertRefused(ErrorCode.STORAGE_OTHER, () -> createStage("s", "http://b/", Map.of("connection_name", "c")))
                .hasMessage("invalid input parameter (protocol from connection_name=c (s3) not match with uri protocol (http).)");
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> createStage("s", "s3://b/", Map.of("connection_name", "d")))
                .hasMessage("fail to get connection_name d: UnknownConnection. Code: 2510, Text = Connection 'd' does not exist.");
        assertThat(fixture.showStages()).isEmpty();
    }

    @Test
    void scheme_of_the_url_is_not_case_sensitive() {
        create("c", "s3", S3);
        createStage("s", "S3://b/", Map.of("connection_name", "c"));
        assertThat(fixture.showStages()).hasSize(1);
    }

    private void create(String name, String type, Map<String, String> parameters) {
        fixture.run(statement(name, false, false, type, parameters));
    }

    private static Statement statement(
            String name, boolean orReplace, boolean ifNotExists, String type, Map<String, String> parameters) {
        return new Statement.CreateConnection(name, orReplace, ifNotExists, type, new TreeMap<>(parameters));
    }

    private List<List<@Nullable String>> describe(String name) {
        return Fixture.rows(fixture.run(new Statement.DescribeConnection(name)));
    }

    private void drop(String name, boolean ifExists) {
        fixture.run(new Statement.DropConnection(name, ifExists));
    }

    private void createStage(String name, String url, Map<String, String> connection) {
        fixture.run(new Statement.CreateStage(
                name,
                false,
                false,
                Optional.of(new UriLocation(url, new TreeMap<>(connection))),
                Optional.empty(),
                Optional.empty()));
    }
}
