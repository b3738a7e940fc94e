package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.duckdb.DatabendFunctions;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/sql.md, whose values are Databend's, and what of Databend's functions fits no line. */
class DatabendFunctionsTest extends EngineTest {
    private static final Path PAGE = Path.of("../docs/sql.md");
    private static final String ARROW = " → ";

    @Test
    void every_example_of_the_page_gives_databends_value() throws IOException {
        List<String> examples = examples();
        assertThat(examples).hasSizeGreaterThan(150);
        SoftAssertions each = new SoftAssertions();
        for (String example : examples) {
            String[] parts = example.split(ARROW);
            each.assertThatCode(() -> each.assertThat(cell(parts[0])).as(example).isEqualTo(parts[1].equals("NULL") ? null : parts[1]))
                    .as(example)
                    .doesNotThrowAnyException();
        }
        each.assertAll();
    }

    @Test
    void every_function_of_databend_has_an_example_on_the_page() throws IOException {
        Set<String> called = Pattern.compile("([a-z_0-9]+)\\(")
                .matcher(String.join("\n", examples()))
                .results()
                .map((MatchResult call) -> call.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = new TreeSet<>(DatabendFunctions.names());
        missing.removeAll(called);
        assertThat(missing).as("read_file has its own section").containsExactly("any", "read_file");
    }

    private static List<String> examples() throws IOException {
        return Files.readString(PAGE).lines().filter(line -> line.startsWith("    ") && line.contains(ARROW)).map(String::strip).toList();
    }

    private String cell(String expression) {
        return parsed("SELECT " + expression + " AS x").getFirst().getFirst();
    }

    private List<List<String>> parsed(String sql) {
        return Fixture.rows(fixture.engine.execute(sql, Fixture.context()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "'2021-07-12 21:30:55 garbage'::timestamp", "'garbage'::timestamp", "to_timestamp('2020.10.')", "to_date('2020.10.')",
        "'2021-07-12 garbage'::date", "'2021-02-30'::date", "'infinity'::timestamp", "'0x10'::int", "'1_000'::bigint", "'33 aa'::uint8",
        "'-33'::uint64", "'1.2.3'::decimal(5, 2)", "'yes'::boolean", "'t'::bool", "to_int32('aa')", "parse_json('nonsense')",
    })
    void text_that_is_no_value_of_the_type_is_refused(String expression) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> cell(expression));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/0", "1.5/0", "1e0 / 0", "7 // 0", "7 % 0", "number / 0 FROM numbers(1)", "div(1, 0)"})
    void dividing_by_zero_is_an_error(String expression) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> parsed("SELECT " + expression)).hasMessage("divided by zero");
    }

    @Test
    void text_without_offset_is_in_the_zone_of_the_session() {
        var tokyo = Fixture.context(Fixture.session("timezone", "Asia/Tokyo"));
        var result = fixture.engine.execute(
                "SELECT '2021-07-12 21:30:55'::timestamp, '2021-07-12T21:30:55+0700'::timestamp, to_unix_timestamp('2021-07-12"
                        + " 09:00:00'::timestamp)",
                tokyo);
        assertThat(Fixture.rows(result, tokyo.session()))
                .containsExactly(List.of("2021-07-12 21:30:55.000000", "2021-07-12 23:30:55.000000", "1626048000"));
    }

    @Test
    void column_of_moments_is_compared_with_a_text_by_its_offset() {
        fixture.createStage("s");
        assertThat(parsed("SELECT name FROM system.stages WHERE created_on = '2026-11-22T17:00:00.123456+0700'"))
                .containsExactly(List.of("s"));
        assertThat(parsed("SELECT name FROM system.stages WHERE created_on > '2026-11-22T17:00:01+0700'")).isEmpty();
    }

    @Test
    void path_leads_into_a_variant() {
        fixture.createStage("s");
        assertThat(parsed("SELECT file_format_options:type, s.file_format_options:use_logic_type, file_format_options:nothing FROM"
                + " system.stages s"))
                .containsExactly(Arrays.asList("\"Parquet\"", "true", null));
        assertThat(parsed("SELECT file_format_options:type::string AS t FROM system.stages WHERE file_format_options:compression ="
                + " '\"Zstd\"'"))
                .containsExactly(List.of("Parquet"));
        assertThat(parsed("SELECT [1, 2, 3][1:2] AS a, {'k': 1} AS s, list_transform([1], lambda x: x + 1) AS l"))
                .containsExactly(List.of("[1,2]", "(1)".replace(")", ",)"), "[2]"));
    }

    @Test
    void default_is_a_name_as_any_other() {
        assertThat(parsed("SELECT name, default FROM system.settings WHERE name = 'timezone' AND default = 'UTC'"))
                .containsExactly(List.of("timezone", "UTC"));
        assertThat(parsed("SELECT s.default FROM system.settings s WHERE s.name = 'timezone'")).containsExactly(List.of("UTC"));
        assertThat(parsed("SELECT 1 AS default")).containsExactly(List.of("1"));
    }

    @Test
    void roles_that_can_be_taken_are_told() {
        assertThat(parsed("SELECT current_available_roles()")).containsExactly(List.of("[\"account_admin\",\"public\"]"));
    }

    @Test
    void numbers_is_a_table() {
        StatementResult.Rows rows =
                (StatementResult.Rows) fixture.engine.execute("SELECT * FROM numbers(3) ORDER BY numbers.number DESC", Fixture.context());
        assertThat(rows.schema()).containsExactly(Column.of("number", Scalar.UINT64));
        assertThat(Fixture.rows(rows)).containsExactly(List.of("2"), List.of("1"), List.of("0"));
    }
}
