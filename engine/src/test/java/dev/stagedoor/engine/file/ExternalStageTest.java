package dev.stagedoor.engine.file;

import static dev.stagedoor.engine.Fixture.at;
import static dev.stagedoor.engine.Fixture.firstColumn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.MemoryObjectStore;
import dev.stagedoor.engine.MemoryObjectStores;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.Statement.AlterStage;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.sql.UriLocation;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.location.StoreUri;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages over stores of the user's. */
class ExternalStageTest extends EngineTest {
    private static final String ACCESS_KEY_ID = "ROOTUSER";
    private static final String SECRET = "CHANGEME123-very-secret";
    private static final Map<String, String> KEYS = Map.of(
            "endpoint_url", "http://127.0.0.1:9000", "aws_key_id", ACCESS_KEY_ID, "aws_secret_key", SECRET);

    @Test
    void the_main_job_of_an_external_stage() {
        create("my_external_stage", "s3://databend", KEYS);
        MemoryObjectStore bucket = fixture.stores.bucket("databend");
        assertThat(presign("my_external_stage", "books.parquet").getFirst())
                .startsWith("PUT")
                .endsWith("http://127.0.0.1:8000/bucket/books.parquet?expires=3600");
        bucket.add("books.parquet", 998);
        assertThat(fixture.list("my_external_stage", "").getFirst()).startsWith("books.parquet", "998", "\"etag-998\"");
        fixture.run(new Statement.RemoveFiles(at("my_external_stage", "books.parquet"), Optional.empty()));
        assertThat(bucket.objects).isEmpty();
        assertThat(fixture.store.objects).isEmpty();
    }

    @Test
    void keys_are_the_stages_root_and_the_path_and_names_are_the_path_alone() {
        create("s", "s3://bucket/in/2026/", KEYS);
        MemoryObjectStore bucket = fixture.stores.bucket("bucket");
        bucket.add("in/2026/a.csv", 1);
        bucket.add("in/2026/b/c.csv", 1);
        bucket.add("in/2026x", 1);
        bucket.add("in/other.csv", 1);
        assertThat(firstColumn(fixture.list("s", ""))).containsExactly("a.csv", "b/c.csv");
        assertThat(firstColumn(fixture.list("s", "b/"))).containsExactly("b/c.csv");
        assertThat(firstColumn(fixture.list("s", "", "a.*"))).containsExactly("a.csv");
        assertThat(presign("s", "b/c.csv").getFirst().get(2)).contains("/bucket/in/2026/b/c.csv?");
        assertThat(fixture.engine.uploadTarget(at("s", "up.csv"), Fixture.ROOT).key().value()).isEqualTo("in/2026/up.csv");
        assertThat(fixture.engine.uploadTarget(at("s", "up.csv"), Fixture.ROOT).store()).isSameAs(bucket);
        fixture.run(new Statement.RemoveFiles(at("s", ""), Optional.empty()));
        assertThat(bucket.objects).containsOnlyKeys("in/2026x", "in/other.csv");
    }

    @Test
    void a_statement_looks_its_store_up_once_and_asks_nothing_else() {
        create("s", "s3://bucket/", KEYS);
        presign("s", "f");
        assertThat(fixture.stores.opened).hasSize(1);
        fixture.list("s", "");
        assertThat(fixture.stores.opened).hasSize(2);
        presignOf("~", "f");
        assertThat(fixture.stores.opened).hasSize(2);
        assertThat(fixture.stores.completed).hasSize(1);
    }

    @Test
    void what_the_store_knows_is_filled_in_at_creation() {
        create("s", "s3://bucket/p/", KEYS);
        assertThat(describe("s").get(7)).contains("\"region\":\"" + MemoryObjectStores.FOUND_REGION + "\"");
        presign("s", "f");
        assertThat(fixture.stores.opened.getLast()).isEqualTo(fixture.catalog.stage("s").orElseThrow().location().orElseThrow());
    }

    @Test
    void path_rules_hold_on_external_stages_too() {
        create("s", "s3://bucket/p/", KEYS);
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign("s", "../x"))
                .hasMessage("stage path traversal is not allowed by stage_path_traversal_policy: ../x");
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.list("s", "../"));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign("s", "")).hasMessageContaining("names a directory");
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign("s", "dir/")).hasMessageContaining("names a directory");
        assertThat(presign("s", "k".repeat(1024 - "p/".length()))).hasSize(1);
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign("s", "k".repeat(1025 - "p/".length())));
    }

    @Test
    void keys_of_a_foreign_store_that_no_statement_could_write_are_listed_as_they_are_and_removed() {
        create("s", "s3://bucket/p/", KEYS);
        MemoryObjectStore bucket = fixture.stores.bucket("bucket");
        List<String> odd = List.of("../up", "./dot", "/slash", "a//b", "line\nfeed", "x".repeat(1022));
        odd.forEach(name -> bucket.add("p/" + name, 1));
        bucket.add("p/", 0);
        bucket.add("p/dir/", 0);
        bucket.add("p/dir//", 0);
        assertThat(firstColumn(fixture.list("s", ""))).containsExactlyElementsOf(odd);
        assertThat(firstColumn(fixture.list("s", "", "[.][.]/up"))).containsExactly("../up");
        fixture.run(new Statement.RemoveFiles(at("s", ""), Optional.empty()));
        assertThat(bucket.objects).containsOnlyKeys("p/", "p/dir/", "p/dir//");
    }

    @Test
    void removal_that_the_store_refuses_is_reported_with_the_name_in_the_stage() {
        create("s", "s3://bucket/p/", KEYS);
        MemoryObjectStore bucket = fixture.stores.bucket("bucket");
        bucket.add("p/a", 1);
        bucket.add("p/b", 1);
        bucket.stuck.add("p/a");
        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> fixture.run(new Statement.RemoveFiles(at("s", ""), Optional.empty())))
                .hasMessageStartingWith("1 file could not be removed, the first of them 'a' (the disk says no)");
        assertThat(bucket.objects).containsOnlyKeys("p/a");
    }

    @Test
    void what_the_store_says_of_a_listing_is_the_answer() {
        create("s", "s3://bucket/p/", KEYS);
        MemoryObjectStore bucket = fixture.stores.bucket("bucket");
        bucket.add("p/a", 1);
        bucket.fault = new StorageException(StorageException.Kind.PERMISSION_DENIED, "s3://bucket refused: AccessDenied");
        assertRefused(ErrorCode.STORAGE_PERMISSION_DENIED, () -> fixture.list("s", "")).hasMessage("s3://bucket refused: AccessDenied");
        assertThat(bucket.openListings).isZero();
    }

    @Test
    void store_that_cannot_be_opened_is_the_answer() {
        create("s", "s3://bucket/p/", KEYS);
        fixture.stores.fault = new StorageException(StorageException.Kind.UNSUPPORTED, "no library for this platform");
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> presign("s", "f")).hasMessage("no library for this platform");
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> fixture.list("s", ""));
    }

    @Test
    void place_that_is_refused_makes_no_stage() {
        fixture.stores.fault = new StorageException(StorageException.Kind.OTHER, "the endpoint policy refuses 169.254.169.254");
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("s", "s3://bucket/p/", KEYS));
        assertThat(fixture.showStages()).isEmpty();
    }

    @Test
    void stage_is_shown_as_in_databend() {
        create(
                "s",
                "s3://test-stage-bucket/demo/",
                Map.of(
                        "endpoint_url", "https://s3.eu-central-1.amazonaws.com",
                        "access_key_id", "mine",
                        "secret_access_key", "my-secret-key",
                        "region", "eu-central-1"));
        assertThat(describe("s").subList(0, 8))
                .containsExactly(
                        "s",
                        "External",
                        "s3",
                        "s3://test-stage-bucket/demo/",
                        "https://s3.eu-central-1.amazonaws.com",
                        "1",
                        "0",
                        "{\"access_key_id\":\"***\",\"bucket\":\"test-stage-bucket\",\"enable_virtual_host_style\":false,"
                                + "\"endpoint_url\":\"https://s3.eu-central-1.amazonaws.com\",\"external_id\":\"\",\"master_key\":\"\","
                                + "\"network_config\":null,\"region\":\"eu-central-1\",\"role_arn\":\"\",\"root\":\"/demo/\","
                                + "\"secret_access_key\":\"my***ey\",\"security_token\":\"\",\"storage_class\":\"Standard\","
                                + "\"type\":\"S3\"}");
        assertThat(fixture.showStages()).containsExactly(describe("s"));
        assertThat(Fixture.rows(fixture.engine.execute(
                        "SELECT url, has_credentials, storage_params->>'bucket' FROM system.stages", Fixture.context())))
                .containsExactly(List.of("s3://test-stage-bucket/demo/", "1", "test-stage-bucket"));
    }

    @Test
    void anonymous_access_and_an_encryption_key_are_shown_for_what_they_are() {
        create("open", "s3://b/", Map.of("region", "r"));
        create("locked", "s3://b/", Map.of("region", "r", "master_key", "bWFzdGVyLWtleS1vZi0zMi1ieXRlcy1mb3ItYWVzMjU2"));
        assertThat(describe("open").subList(5, 7)).containsExactly("0", "0");
        assertThat(describe("locked").get(6)).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({
        "fs:///tmp/x/, fs, fs:///tmp/x/",
        "s3://b, s3, s3://b/",
        "s3://b/a%20b/, s3, s3://b/a b/",
        "https://example.com/a/, http, https://example.com/a/",
        "ipfs://Qm/, ipfs, ipfs://Qm/",
        "webhdfs://h:9870/x/, webhdfs, webhdfs://h:9870/x/",
    })
    void other_schemes_are_shown_as_in_databend(String url, String type, String shown) {
        create("s", url, Map.of());
        assertThat(describe("s").subList(1, 4)).containsExactly("External", type, shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "s3://b/tmp        | /tmp",
        "s3://b/a/b.csv?x/ | /a/b.csv",
        "S3://b/tmp#/      | /tmp",
        "fs:///tmp         | /tmp",
    })
    void path_of_a_url_ends_with_a_slash(String url, String path) {
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("s", url, Map.of("region", "r")))
                .hasMessage("invalid input parameter (path in URL must end with '/' when CREATE STAGE. Got '" + path + "'.)");
        create("s", "s3://b/", Map.of("region", "r"));
        assertRefused(ErrorCode.STORAGE_OTHER, () -> setUrl("s", url))
                .hasMessage("invalid input parameter (path in URL must end with '/' when ALTER STAGE. Got '" + path + "'.)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/a.csv", "https://example.com/a{1,2}.csv"})
    void url_of_a_web_servers_files_may_name_files(String url) {
        create("s", url, Map.of());
        assertThat(describe("s").get(2)).isEqualTo("http");
    }

    @Test
    void unknown_scheme_and_unknown_key_are_refused_in_databends_words() {
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("s", "s4://b/", Map.of()))
                .hasMessage("invalid input parameter (protocol s4 is not supported yet.)");
        assertRefused(ErrorCode.STORAGE_OTHER, () -> create("s", "s3://b/", Map.of("nope", SECRET)))
                .hasMessageContaining("connection params invalid: expected")
                .hasMessageNotContaining(SECRET);
        assertThat(fixture.stores.completed).isEmpty();
    }

    @Test
    void root_that_no_key_could_lie_below_is_refused() {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> create("s", "s3://b/" + "k".repeat(1024) + "/", Map.of("region", "r")));
    }

    @Test
    void stage_that_exists_asks_no_store() {
        fixture.createStage("s");
        assertRefused(ErrorCode.STAGE_ALREADY_EXISTS, () -> create("s", "s3://b/", KEYS)).hasMessage("Stage 's' already exists.");
        assertThat(fixture.run(statement("s", false, true, "s3://b/", KEYS))).isEqualTo(StatementResult.Done.DONE);
        assertThat(describe("s").get(1)).isEqualTo("Internal");
        assertThat(fixture.stores.completed).isEmpty();
    }

    @Test
    void mistake_in_a_location_is_an_error_even_where_the_stage_exists() {
        fixture.createStage("s");
        assertRefused(ErrorCode.STORAGE_OTHER, () -> fixture.run(statement("s", false, true, "s4://b/", KEYS)));
    }

    @Test
    void or_replace_never_touches_external_files() {
        create("s", "s3://b/p/", KEYS);
        fixture.stores.bucket("b").add("p/a", 1);
        fixture.store.add("stage/internal/s/left", 1);
        fixture.run(statement("s", true, false, "s3://c/q/", KEYS));
        assertThat(describe("s").get(3)).isEqualTo("s3://c/q/");
        fixture.run(new Statement.CreateStage("s", true, false, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(describe("s").get(1)).isEqualTo("Internal");
        assertThat(fixture.stores.bucket("b").objects).containsOnlyKeys("p/a");
        assertThat(fixture.store.objects).containsOnlyKeys("stage/internal/s/left");
    }

    @Test
    void or_replace_of_an_internal_stage_by_an_external_one_deletes_the_internal_files() {
        fixture.createStage("s");
        fixture.store.add("stage/internal/s/a", 1);
        fixture.stores.bucket("b").add("a", 1);
        fixture.run(statement("s", true, false, "s3://b/", KEYS));
        assertThat(fixture.store.objects).isEmpty();
        assertThat(firstColumn(fixture.list("s", ""))).containsExactly("a");
    }

    @Test
    void replacement_whose_location_is_refused_leaves_the_old_stage_and_its_files() {
        fixture.createStage("s");
        fixture.store.add("stage/internal/s/a", 1);
        fixture.stores.fault = new StorageException(StorageException.Kind.OTHER, "refused");
        assertRefused(ErrorCode.STORAGE_OTHER, () -> fixture.run(statement("s", true, false, "s3://b/", KEYS)));
        assertThat(fixture.store.objects).hasSize(1);
        assertThat(describe("s").get(1)).isEqualTo("Internal");
    }

    @Test
    void drop_is_of_the_definition_alone() {
        create("s", "s3://b/", KEYS);
        fixture.stores.bucket("b").add("a", 1);
        fixture.run(new Statement.DropStage("s", false));
        assertThat(fixture.showStages()).isEmpty();
        assertThat(fixture.stores.bucket("b").objects).hasSize(1);
        assertThat(fixture.stores.opened).isEmpty();
    }

    @Test
    void alter_moves_an_external_stage_and_keeps_the_rest() {
        fixture.run(new Statement.CreateStage(
                "s", false, false, Optional.of(uri("s3://b/p/", KEYS)), Optional.empty(), Optional.of("kept")));
        setUrl("s", "s3://c/q/");
        assertThat(describe("s").get(3)).isEqualTo("s3://c/q/");
        assertThat(describe("s").get(5)).as("credentials go with the location").isEqualTo("0");
        assertThat(describe("s").get(11)).isEqualTo("kept");
        fixture.stores.bucket("c").add("q/x", 1);
        assertThat(firstColumn(fixture.list("s", ""))).containsExactly("x");
    }

    @Test
    void alter_sets_no_url_of_an_internal_stage() {
        fixture.createStage("s");
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> setUrl("s", "s3://b/"))
                .hasMessage("Stage s is not external, LOCATION/URL can only be set for external stages");
        assertThat(fixture.stores.completed).isEmpty();
    }

    @Test
    void alter_of_a_comment_keeps_the_location() {
        create("s", "s3://b/p/", KEYS);
        StoreUri before = fixture.catalog.stage("s").orElseThrow().location().orElseThrow();
        fixture.run(new AlterStage("s", false, new AlterStage.Set(Optional.empty(), Optional.empty(), Optional.of("c"))));
        assertThat(fixture.catalog.stage("s").orElseThrow().location()).contains(before);
        assertThat(fixture.stores.completed).hasSize(1);
    }

    @Test
    void expiry_that_the_credentials_cut_short_is_told_in_a_warning() {
        create("s", "s3://b/", KEYS);
        fixture.stores.bucket("b").credentialsExpire = Fixture.NOW.plusSeconds(900);
        StatementResult result = presignOf("s", "f");
        assertThat(result.warnings())
                .containsExactly(
                        "EXPIRE was shortened to 900 seconds: the credentials that sign the URL expire at 2026-11-22T10:15:00.123456Z");
        fixture.stores.bucket("b").credentialsExpire = Fixture.NOW.plusSeconds(3600);
        assertThat(presignOf("s", "f").warnings()).isEmpty();
    }

    @Test
    void store_that_cannot_presign_answers_in_databends_words() {
        create("s", "s3://b/", KEYS);
        fixture.stores.bucket("b").fault =
                new StorageException(StorageException.Kind.UNSUPPORTED, "webhdfs://h:9870 takes no presigned requests");
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> presign("s", "f"))
                .hasMessage("storage doesn't support presign operation: webhdfs://h:9870 takes no presigned requests");
        fixture.stores.bucket("b").fault =
                new StorageException(StorageException.Kind.UNSUPPORTED, "storage doesn't support presign operation: ipfs");
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> presign("s", "f")).hasMessage("storage doesn't support presign operation: ipfs");
    }

    @Test
    void no_secret_is_in_a_result_a_definition_or_an_error() {
        create("s", "s3://b/p/", KEYS);
        assertThat(fixture.showStages().toString() + describe("s") + fixture.catalog.stages() + fixture.stores.opened)
                .doesNotContain(SECRET);
        Statement.CreateStage statement = statement("s", false, false, "s3://b/p/", KEYS);
        assertThat(statement.toString()).doesNotContain(SECRET);
        for (String url : List.of("s3://b/p", "s4://b/", "azblob://b/")) {
            Throwable refusal = org.assertj.core.api.Assertions.catchThrowable(
                    () -> fixture.run(statement("t", false, false, url, KEYS)));
            for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain(SECRET);
            }
        }
    }

    private void create(String name, String url, Map<String, String> connection) {
        fixture.run(statement(name, false, false, url, connection));
    }

    private void setUrl(String name, String url) {
        fixture.run(new AlterStage(
                name,
                false,
                new AlterStage.Set(Optional.of(uri(url, url.startsWith("fs") ? Map.of() : Map.of("region", "r"))), Optional.empty(),
                        Optional.empty())));
    }

    private static Statement.CreateStage statement(
            String name, boolean orReplace, boolean ifNotExists, String url, Map<String, String> connection) {
        return new Statement.CreateStage(
                name, orReplace, ifNotExists, Optional.of(uri(url, connection)), Optional.empty(), Optional.empty());
    }

    private static UriLocation uri(String url, Map<String, String> connection) {
        return new UriLocation(url, new TreeMap<>(connection));
    }

    private List<@Nullable String> describe(String name) {
        return Fixture.rows(fixture.run(new Statement.DescribeStage(name))).getFirst();
    }

    private List<List<@Nullable String>> presign(String stage, String path) {
        return Fixture.rows(presignOf(stage, path));
    }

    private StatementResult presignOf(String stage, String path) {
        return fixture.run(new Statement.Presign(Action.UPLOAD, at(stage, path), Map.of()));
    }
}
