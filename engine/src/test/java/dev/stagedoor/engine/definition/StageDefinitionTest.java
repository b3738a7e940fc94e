package dev.stagedoor.engine.definition;

import static dev.stagedoor.engine.Fixture.firstColumn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.sql.FormatClause;
import dev.stagedoor.sql.FormatClause.Value;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.Statement.Filter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageDefinitionTest extends EngineTest {
    private static final String PARQUET =
            "{\"compression\":\"Zstd\",\"missing_field_as\":\"Error\",\"null_if\":[],\"type\":\"Parquet\",\"use_logic_type\":true}";

    @Test
    void new_stage_is_shown_with_databends_columns_and_encodings() {
        create("s", false, false, Optional.empty(), Optional.of("mine"));
        StatementResult result = show(Optional.empty(), OptionalLong.empty());
        assertThat(Fixture.types(result))
                .containsExactly(
                        "String", "String", "Nullable(String)", "Nullable(String)", "Nullable(String)", "Boolean", "Boolean",
                        "Nullable(Variant)", "Variant", "Nullable(String)", "Timestamp", "String", "Nullable(String)", "Nullable(Variant)");
        assertThat(Fixture.rows(result))
                .containsExactly(Arrays.asList(
                        "s", "Internal", null, null, null, "0", "0", null, PARQUET, "'root'@'%'", "2026-11-22 10:00:00.123456", "mine",
                        "account_admin", null));
    }

    @Test
    void created_on_is_in_the_sessions_time_zone() {
        fixture.createStage("s");
        var session = Fixture.context(Fixture.session("timezone", "Asia/Tokyo"));
        var rows = Fixture.rows(fixture.engine.run(new Statement.DescribeStage("s"), session), session.session());
        assertThat(rows.getFirst().get(10)).isEqualTo("2026-11-22 19:00:00.123456");
    }

    @Test
    void file_format_of_a_stage_is_shown_as_sorted_json() {
        create("s", false, false, Optional.of(csv()), Optional.empty());
        assertThat(describe("s").getFirst().get(8))
                .isEqualTo("{\"allow_quoted_nulls\":false,\"binary_format\":\"Hex\",\"compression\":\"None\",\"empty_field_as\":\"Null\","
                        + "\"encoding\":\"UTF-8\",\"encoding_error_mode\":\"strict\",\"error_on_column_count_mismatch\":true,"
                        + "\"escape\":\"\",\"field_delimiter\":\"|\",\"geometry_format\":\"EWKT\",\"headers\":0,\"nan_display\":\"NaN\","
                        + "\"null_display\":\"\\\\N\",\"output_header\":false,\"quote\":\"\\\"\",\"quote_style\":\"quote_not_null\","
                        + "\"quoted_empty_field_as\":\"String\",\"record_delimiter\":\"\\n\",\"trim_space\":false,\"type\":\"Csv\"}");
    }

    @Test
    void stage_that_exists_is_refused_left_alone_or_replaced() {
        create("s", false, false, Optional.empty(), Optional.of("first"));
        assertRefused(ErrorCode.STAGE_ALREADY_EXISTS, () -> fixture.createStage("s")).hasMessage("Stage 's' already exists.");
        create("s", false, true, Optional.empty(), Optional.of("second"));
        assertThat(describe("s").getFirst().get(11)).isEqualTo("first");
        create("s", true, false, Optional.empty(), Optional.of("third"));
        assertThat(describe("s").getFirst().get(11)).isEqualTo("third");
    }

    @Test
    void or_replace_deletes_the_old_stages_files() {
        fixture.createStage("s");
        fixture.store.add("stage/internal/s/a", 1);
        fixture.store.add("stage/internal/s2/b", 1);
        create("s", true, false, Optional.empty(), Optional.empty());
        assertThat(fixture.store.objects).containsOnlyKeys("stage/internal/s2/b");
    }

    @Test
    void creation_keeps_files_that_were_there_before_the_stage() {
        fixture.store.add("stage/internal/s/a", 1);
        fixture.createStage("s");
        create("t", true, false, Optional.empty(), Optional.empty());
        assertThat(fixture.list("s", "")).hasSize(1);
    }

    @Test
    void replace_that_cannot_delete_keeps_the_old_definition() {
        create("s", false, false, Optional.empty(), Optional.of("old"));
        fixture.store.add("stage/internal/s/a", 1);
        fixture.store.stuck.add("stage/internal/s/a");
        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> create("s", true, false, Optional.empty(), Optional.of("new")));
        assertThat(describe("s").getFirst().get(11)).isEqualTo("old");
    }

    @Test
    void user_stage_is_not_created_altered_or_dropped() {
        assertRefused(ErrorCode.STAGE_PERMISSION_DENIED, () -> fixture.createStage("~"))
                .hasMessage("user stage is not allowed to be created");
        assertRefused(ErrorCode.STAGE_PERMISSION_DENIED, () -> setComment("~", "x"))
                .hasMessage("[SQL-BINDER] User stage (~) is not allowed to be altered");
        assertRefused(ErrorCode.STAGE_PERMISSION_DENIED, () -> drop("~", true))
                .hasMessage("[SQL-BINDER] User stage (~) is not allowed to be dropped");
        assertThat(describe("~")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"_databend_load", "_DATABEND_LOAD"})
    void reserved_name_is_refused(String name) {
        assertRefused(ErrorCode.INVALID_ARGUMENT, () -> fixture.createStage(name))
                .hasMessage("Can not create stage with name `_databend_load`, which is reserved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "a b", "a'b", "a\nb", "a.b"})
    void name_that_no_location_can_spell_is_refused(String name) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.createStage(name));
    }

    @Test
    void alter_sets_and_unsets() {
        fixture.createStage("s");
        fixture.run(
                new Statement.AlterStage("s", false, new Statement.AlterStage.Set(Optional.empty(), Optional.of(csv()), Optional.of("c"))));
        assertThat(describe("s").getFirst().get(8)).startsWith("{\"allow_quoted_nulls\"");
        assertThat(describe("s").getFirst().get(11)).isEqualTo("c");
        fixture.run(new Statement.AlterStage("s", false, new Statement.AlterStage.Unset(true, true)));
        assertThat(describe("s").getFirst().get(8)).isEqualTo(PARQUET);
        assertThat(describe("s").getFirst().get(11)).isEqualTo("");
    }

    @Test
    void alter_and_drop_of_a_missing_stage() {
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> setComment("nope", "x"))
                .hasMessage("error on validating stage access\nStage 'nope' does not exist.");
        assertRefused(ErrorCode.UNKNOWN_STAGE, () -> drop("nope", false))
                .hasMessage("error on validating stage access\nStage 'nope' does not exist.");
        assertThat(drop("nope", true)).isEqualTo(StatementResult.Done.DONE);
    }

    @Test
    void drop_deletes_files_then_the_definition() {
        fixture.createStage("s");
        fixture.store.add("stage/internal/s/a", 1);
        fixture.store.stuck.add("stage/internal/s/a");
        assertRefused(ErrorCode.STORAGE_UNAVAILABLE, () -> drop("s", false));
        assertThat(describe("s")).hasSize(1);
        fixture.store.stuck.clear();
        drop("s", false);
        assertThat(describe("s")).isEmpty();
        assertThat(fixture.store.objects).isEmpty();
    }

    @Test
    void describe_of_an_unknown_stage_is_no_row_and_no_error() {
        assertThat(describe("nope")).isEmpty();
    }

    @Test
    void show_like_ignores_case_and_knows_its_wildcards() {
        List.of("alpha", "Beta", "al_x", "alyx").forEach(fixture::createStage);
        assertThat(firstColumn(Fixture.rows(show(like("AL%"), OptionalLong.empty())))).containsExactly("al_x", "alpha", "alyx");
        assertThat(firstColumn(Fixture.rows(show(like("al_x"), OptionalLong.empty())))).containsExactly("al_x", "alyx");
        assertThat(firstColumn(Fixture.rows(show(like("al\\_x"), OptionalLong.empty())))).containsExactly("al_x");
        assertThat(firstColumn(Fixture.rows(show(like("%et%"), OptionalLong.empty())))).containsExactly("Beta");
        assertThat(firstColumn(Fixture.rows(show(like("b.ta"), OptionalLong.empty())))).isEmpty();
    }

    @Test
    void show_limit_counts_after_the_filter() {
        List.of("a1", "a2", "b1").forEach(fixture::createStage);
        assertThat(firstColumn(Fixture.rows(show(Optional.empty(), OptionalLong.of(2))))).containsExactly("a1", "a2");
        assertThat(firstColumn(Fixture.rows(show(like("b%"), OptionalLong.of(2))))).containsExactly("b1");
        assertThat(Fixture.rows(show(Optional.empty(), OptionalLong.of(0)))).isEmpty();
    }

    @Test
    void show_where_sees_every_column_and_keeps_cells_and_schema() {
        create("s1", false, false, Optional.of(csv()), Optional.of("x"));
        fixture.createStage("s2");
        var all = Fixture.rows(show(Optional.empty(), OptionalLong.empty()));
        StatementResult filtered = show(
                where("comment = 'x' AND NOT has_credentials AND created_on > '2020-01-01' AND file_format_options->>'type' = 'Csv' --"
                        + " end"),
                OptionalLong.empty());
        assertThat(((StatementResult.Rows) filtered).schema()).isEqualTo(StageRows.SCHEMA);
        assertThat(Fixture.rows(filtered)).containsExactly(all.getFirst());
        assertThat(firstColumn(Fixture.rows(show(where("stage_type = 'Internal'"), OptionalLong.of(1))))).containsExactly("s1");
    }

    @Test
    void show_where_with_a_mistake_says_so() {
        assertRefused(ErrorCode.SEMANTIC, () -> show(where("nosuch = 1"), OptionalLong.empty())).hasMessageContaining("nosuch");
        assertRefused(ErrorCode.SYNTAX, () -> show(where("name ="), OptionalLong.empty()));
        assertRefused(ErrorCode.SYNTAX, () -> show(where("true); SELECT (1"), OptionalLong.empty()));
        assertRefused(ErrorCode.SEMANTIC, () -> show(where("true) UNION ALL SELECT 1 WHERE (true"), OptionalLong.empty()));
    }

    @Test
    void file_formats_are_created_shown_used_and_dropped() {
        fixture.run(new Statement.CreateFileFormat("pipes", false, false, csv()));
        assertRefused(
                ErrorCode.FILE_FORMAT_ALREADY_EXISTS,
                () -> fixture.run(new Statement.CreateFileFormat("pipes", false, false, csv())));
        fixture.run(new Statement.CreateFileFormat("pipes", false, true, csv()));
        fixture.run(new Statement.CreateFileFormat("pipes", true, false, csv()));
        create("s", false, false, Optional.of(clause(Map.of("FORMAT_NAME", new Value.Text("pipes")))), Optional.empty());

        assertThat(Fixture.rows(fixture.run(new Statement.ShowFileFormats())).getFirst())
                .hasSize(2)
                .startsWith("pipes")
                .element(1)
                .asString()
                .startsWith("TYPE = CSV COMPRESSION = None FIELD_DELIMITER = '|'");

        fixture.run(new Statement.DropFileFormat("pipes", false));
        assertThat(describe("s").getFirst().get(8)).contains("\"field_delimiter\":\"|\"");
        assertRefused(ErrorCode.UNKNOWN_FILE_FORMAT, () -> fixture.run(new Statement.DropFileFormat("pipes", false)));
        fixture.run(new Statement.DropFileFormat("pipes", true));
    }

    @Test
    void file_format_is_not_named_as_a_built_in_type() {
        assertRefused(ErrorCode.SYNTAX, () -> fixture.run(new Statement.CreateFileFormat("csv", false, false, csv())))
                .hasMessage("[SQL-BINDER] File format 'csv' is reserved and cannot be used");
    }

    @Test
    void unknown_format_name_and_lance_are_refused() {
        assertRefused(ErrorCode.UNKNOWN_FILE_FORMAT, () -> create(
                "s", false, false, Optional.of(clause(Map.of("FORMAT_NAME", new Value.Text("nope")))), Optional.empty()));
        assertRefused(ErrorCode.ILLEGAL_STAGE_FILE_FORMAT, () -> create(
                "s", false, false, Optional.of(clause(Map.of("TYPE", new Value.Word("LANCE")))), Optional.empty()));
    }

    private StatementResult create(
            String name, boolean orReplace, boolean ifNotExists, Optional<FormatClause> format, Optional<String> comment) {
        return fixture.run(new Statement.CreateStage(name, orReplace, ifNotExists, Optional.empty(), format, comment));
    }

    private StatementResult drop(String name, boolean ifExists) {
        return fixture.run(new Statement.DropStage(name, ifExists));
    }

    private void setComment(String name, String comment) {
        fixture.run(new Statement.AlterStage(name, false,
                new Statement.AlterStage.Set(Optional.empty(), Optional.empty(), Optional.of(comment))));
    }

    private List<List<@Nullable String>> describe(String name) {
        return Fixture.rows(fixture.run(new Statement.DescribeStage(name)));
    }

    private StatementResult show(Optional<Filter> filter, OptionalLong limit) {
        return fixture.run(new Statement.ShowStages(filter, limit));
    }

    private static Optional<Filter> like(String pattern) {
        return Optional.of(new Filter.Like(pattern));
    }

    private static Optional<Filter> where(String condition) {
        return Optional.of(new Filter.Where(List.of(new QueryPart.Text(condition))));
    }

    private static FormatClause csv() {
        return clause(Map.of("TYPE", new Value.Word("CSV"), "FIELD_DELIMITER", new Value.Text("|")));
    }

    private static FormatClause clause(Map<String, Value> options) {
        return new FormatClause(new LinkedHashMap<>(options));
    }
}
