package dev.stagedoor.engine.presign;

import static dev.stagedoor.engine.Fixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.storage.StorageException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresignTest extends EngineTest {
    @Test
    void user_stage_upload_gives_method_headers_and_url() {
        StatementResult result = presign(Action.UPLOAD, at("~", "books.parquet"));

        assertThat(((StatementResult.Rows) result).schema())
                .containsExactly(Column.string("method"), Column.of("headers", Scalar.VARIANT), Column.string("url"));
        assertThat(Fixture.rows(result))
                .containsExactly(List.of(
                        "PUT",
                        "{\"host\":\"127.0.0.1:8000\"}",
                        "http://127.0.0.1:8000/bucket/stage/user/root/books.parquet?expires=3600"));
    }

    @Test
    void internal_stage_download_signs_a_get_below_the_stage() {
        fixture.createStage("s");
        assertThat(Fixture.rows(presign(Action.DOWNLOAD, at("s", "a/b c.csv"))).getFirst())
                .startsWith("GET")
                .endsWith("http://127.0.0.1:8000/bucket/stage/internal/s/a/b c.csv?expires=3600");
    }

    @Test
    void content_type_is_signed_for_an_upload() {
        var row = Fixture.rows(fixture.run(new Statement.Presign(
                        Action.UPLOAD, at("~", "f"), Map.of(TermName.CONTENT_TYPE, new TermValue.Text("text/csv; header=\"present\"")))))
                .getFirst();
        assertThat(row.get(1)).isEqualTo("{\"host\":\"127.0.0.1:8000\",\"content-type\":\"text/csv; header=\\\"present\\\"\"}");
    }

    @Test
    void content_type_of_a_download_is_left_out_with_a_warning() {
        StatementResult result = fixture.run(
                new Statement.Presign(Action.DOWNLOAD, at("~", "f"), Map.of(TermName.CONTENT_TYPE, new TermValue.Text("text/csv"))));
        assertThat(Fixture.rows(result).getFirst().get(1)).isEqualTo("{\"host\":\"127.0.0.1:8000\"}");
        assertThat(result.warnings()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " text/csv", "text/csv ", "a\r\nx-evil: 1", "a\tb", "ü/x", "a\u0000b"})
    void content_type_that_is_no_header_value_is_refused(String contentType) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.run(
                new Statement.Presign(Action.UPLOAD, at("~", "f"), Map.of(TermName.CONTENT_TYPE, new TermValue.Text(contentType)))));
    }

    @Test
    void content_type_beyond_its_limit_is_refused() {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.run(new Statement.Presign(
                Action.UPLOAD,
                at("~", "f"),
                Map.of(TermName.CONTENT_TYPE, new TermValue.Text("a".repeat(PresignRules.MAX_CONTENT_TYPE_CHARS + 1))))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "604801", "1e30", "1.5", "0.1", "1e999999999", "1e-999999999"})
    void expire_outside_its_bounds_is_refused_naming_them(String seconds) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign(seconds)).hasMessageContaining("1 to 604800");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "604800", "3.6e3", "60.0"})
    void expire_within_its_bounds_is_signed(String seconds) {
        assertThat(Fixture.rows(presign(seconds)).getFirst().get(2))
                .endsWith("expires=" + new BigDecimal(seconds).intValueExact());
    }

    @Test
    void expiry_that_the_credentials_cut_short_is_told_in_a_warning() {
        fixture.store.credentialsExpire = Fixture.NOW.plusSeconds(900);
        assertThat(presign("3600").warnings())
                .containsExactly(
                        "EXPIRE was shortened to 900 seconds: the credentials that sign the URL expire at 2026-11-22T10:15:00.123456Z");
        assertThat(presign("900").warnings()).isEmpty();
        var download = new Statement.Presign(Action.DOWNLOAD, at("~", "f"), Map.of(TermName.CONTENT_TYPE, new TermValue.Text("text/csv")));
        assertThat(fixture.run(download).warnings()).hasSize(2);
    }

    @Test
    void store_that_cannot_presign_answers_in_databends_words() {
        fixture.store.fault = new StorageException(StorageException.Kind.UNSUPPORTED, "webhdfs://h:9870 takes no presigned requests");
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> presign("60"))
                .hasMessage("storage doesn't support presign operation: webhdfs://h:9870 takes no presigned requests");
        fixture.store.fault = new StorageException(StorageException.Kind.UNSUPPORTED, "storage doesn't support presign operation: ipfs");
        assertRefused(ErrorCode.STORAGE_UNSUPPORTED, () -> presign("60")).hasMessage("storage doesn't support presign operation: ipfs");
    }

    @Test
    void unknown_stage_is_named() {
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> presign(Action.UPLOAD, at("nope", "f")))
                .hasMessage("Stage 'nope' does not exist.");
    }

    @Test
    void stage_names_are_case_sensitive() {
        fixture.createStage("s1");
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> presign(Action.UPLOAD, at("S1", "f")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/../b", "a/.."})
    void traversal_is_refused_in_databends_words(String path) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign(Action.UPLOAD, at("~", path)))
                .hasMessage("stage path traversal is not allowed by stage_path_traversal_policy: " + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..a", "a..", "a/..b", "...", "a b", "a%20b", "ü/😀", "a+b=c:d'e\"f"})
    void unusual_but_legal_names_are_signed(String path) {
        assertThat(Fixture.rows(presign(Action.UPLOAD, at("~", path)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dir/"})
    void directory_is_refused_with_advice(String path) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign(Action.UPLOAD, at("~", path)))
                .hasMessageContaining("names a directory: add the name of a file, as in @~/" + path + "file.parquet");
    }

    @Test
    void nul_and_keys_beyond_1024_bytes_are_refused() {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign(Action.UPLOAD, at("~", "a\0b")));
        int room = 1024 - "stage/user/root/".length();
        assertThat(Fixture.rows(presign(Action.UPLOAD, at("~", "k".repeat(room))))).hasSize(1);
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign(Action.UPLOAD, at("~", "k".repeat(room + 1))));
    }

    @Test
    void placeholder_of_streaming_loads_is_refused() {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> presign(Action.UPLOAD, at("_databend_load", "f")))
                .hasMessageStartingWith("placeholder @_databend_upload as location");
    }

    @Test
    void users_do_not_share_their_stage() {
        StatementContext ann = new StatementContext(
                new Principal("ann", "public"), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
        var statement = new Statement.Presign(Action.UPLOAD, at("~", "f"), Map.of());
        assertThat(Fixture.rows(fixture.engine.run(statement, ann)).getFirst().get(2)).contains("/stage/user/ann/f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../root", "a\nb"})
    void user_name_that_reaches_into_another_stage_is_no_principal(String user) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> new Principal(user, "public"));
    }

    @Test
    void upload_target_checks_as_presign_upload_does() {
        fixture.createStage("s");
        assertThat(fixture.engine.uploadTarget(at("s", "a/b.csv"), Fixture.ROOT).key().value())
                .isEqualTo("stage/internal/s/a/b.csv");
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> fixture.engine.uploadTarget(at("nope", "f"), Fixture.ROOT));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.engine.uploadTarget(at("s", "a/"), Fixture.ROOT));
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.engine.uploadTarget(at("s", "a/../b"), Fixture.ROOT));
    }

    private StatementResult presign(Action action, StagePath path) {
        return fixture.run(new Statement.Presign(action, path, Map.of()));
    }

    private StatementResult presign(String seconds) {
        return fixture.run(
                new Statement.Presign(Action.UPLOAD, at("~", "f"), Map.of(TermName.EXPIRE, new TermValue.Number(new BigDecimal(seconds)))));
    }
}
