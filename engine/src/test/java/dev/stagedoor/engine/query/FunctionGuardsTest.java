package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.duckdb.DuckDb;
import dev.stagedoor.query.duckdb.FunctionGuards;
import dev.stagedoor.query.duckdb.QueryFunctions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No call makes much of little, whether its size stands in the query or is computed. Nothing here would take more than some MB without the
 * bounds.
 */
class FunctionGuardsTest extends EngineTest {
    /** More than a function may make, and little for the machine. */
    private static final int BEYOND = 1_000_000;

    @ParameterizedTest
    @ValueSource(strings = {
        "repeat('x', %s)", "repeat(repeat('x', 1000), %s / 1000)", "lpad('x', %s, 'y')", "rpad('x', %s, 'y')", "space(%s)", "range(%s)",
        "range(0, %s, 1)", "generate_series(1, %s)",
        "replace(repeat('a', %s / 20), 'a', 'bbbbbbbbbb')", "regexp_replace(repeat('a', %s / 20), 'a', 'bbbbbbbbbb', 'g')",
        "concat(repeat('a', %s / 20), repeat('a', 50000))", "repeat('a', %s / 20) || repeat('a', 50000)", "hex(repeat('a', %s / 20))",
        "to_json(repeat('\\\\', %s / 20))", "list_concat(range(4000), range(%s / 250))", "levenshtein(repeat('a', %s / 1000), 'b')",
        "jaccard(repeat('a', %s / 1000), 'b')", "repeat('a', %s / 20) LIKE repeat('a', 1000)",
    })
    void size_beyond_the_bound_is_refused_literal_or_computed(String call) {
        for (String size : List.of(Integer.toString(BEYOND), "n")) {
            String sql = "SELECT length(CAST((" + call.formatted(size) + ") AS VARCHAR)) FROM (SELECT CAST(number + " + BEYOND
                    + " AS BIGINT) AS n FROM numbers(1))";
            assertRefused(ErrorCode.BAD_ARGUMENTS, () -> run(sql)).message().contains("at most");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "format('{:1000000}', 1)", "printf('%%1000000d', 1)", "bar(1, 0, 2, 1000000)", "list_resize([1], 1000000)",
        "array_resize([1], 1000000)",
        "bitstring('1', 1000000)", "equi_width_bins(0, 1, 1000000, false)", "system.main.repeat('x', 1000000)", "main.repeat('x', 3)",
        "stagedoor_repeat('x', 3)", "list_aggregate([1], 'string_agg')", "getenv('HOME')", "setseed(0.5)", "pg_sleep(1)",
    })
    void what_is_not_on_the_list_is_unknown(String call) {
        assertRefused(ErrorCode.UNKNOWN_FUNCTION, () -> run("SELECT " + call.replace("%%", "%")));
    }

    @Test
    void decode_is_not_written_out_without_bound() {
        String value = "'x'";
        for (int i = 0; i < 8; i++) {
            value = "decode(" + value + ", '1', 'a', '2', 'b', '3', 'c', '4', 'd', '5', 'e', '6', 'f', 'x')";
        }
        String nested = value;
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> run("SELECT " + nested)).message().contains("too long for so many values");
        run("SELECT decode(decode('x', '1', 'a', 'x'), '2', 'b', 'x', 'c')");
    }

    @Test
    void what_can_only_be_bounded_in_the_query_stands_there() {
        for (String sql : List.of(
                "SELECT regexp_matches('a', x) FROM (SELECT 'a' AS x)",
                "SELECT regexp_matches('a', '" + "a".repeat(1001) + "')",
                "SELECT regexp_matches('a', '(a{100}){100}')",
                "SELECT array_to_string(['a'], x) FROM (SELECT 'a' AS x)",
                "SELECT list_transform([1], lambda x: list_transform([1], lambda y: x))",
                "SELECT list_transform([3], lambda x: repeat('x', x))",
                "SELECT list_transform(['a'], lambda x: x || '" + "a".repeat(300) + "')",
                "SELECT max(number, 1000000) FROM numbers(1)",
                "SELECT '" + "a".repeat(16_385) + "'")) {
            assertRefused(ErrorCode.BAD_ARGUMENTS, () -> run(sql));
        }
        assertRefused(ErrorCode.SEMANTIC, () -> run("SELECT " + "nullif(".repeat(12) + "1" + ", 2)".repeat(12)))
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void texts_that_double_with_each_step_end_at_the_bound() {
        String doubled = "WITH RECURSIVE r AS (SELECT 'x' AS s, 0 AS n UNION ALL SELECT s || s, n + 1 FROM r WHERE n < 20) SELECT"
                + " max(length(s)) FROM r";
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> run(doubled)).hasMessageContaining("at most 65536 bytes");
    }

    @Test
    void what_is_within_the_bounds_is_computed() {
        assertThat(
                run("SELECT length(repeat('x', 65536)), length(lpad('x', 16384, 'y')), len(range(4096)), repeat('x', -1), repeat(NULL, 3), "
                        + "regexp_replace('a-b-c', '-', '+', 'g'), 'abc' LIKE '%b_', levenshtein('abc', 'abd'), array_to_string(['a',"
                        + " 'b'], ', '), list_transform(['a'], lambda x: x || 'b'), replace('aaa', 'a', 'bb'), range(5, 0, -2)"))
                .containsExactly(java.util.Arrays.asList(
                        "65536", "16384", "4096", "", null, "a+b+c", "1", "1", "a, b", "[\"ab\"]", "bbbbbb", "[5,3,1]"));
    }

    /** Calls each overload that takes a number and gives something with a size, with a large number. */
    @Test
    void no_function_of_duckdb_makes_much_of_a_large_number() throws SQLException {
        List<String> calls = new ArrayList<>();
        try (DuckDb duckDb = new DuckDb(new DatabaseOptions(256L << 20, 2, Path.of("/nonexistent"), 1L << 30));
                var connection = duckDb.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT DISTINCT function_name, array_to_string(parameter_types, ';'), return_type "
                        + "FROM duckdb_functions() WHERE function_type = 'scalar' AND (return_type IN ('VARCHAR', 'BLOB', 'BIT', 'JSON')"
                        + " OR return_type LIKE '%[]') AND len(list_intersect(parameter_types, ['BIGINT', 'INTEGER', 'UBIGINT',"
                        + " 'UINTEGER', 'DOUBLE'])) > 0")) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (QueryFunctions.isAllowed(name) && name.matches("[a-z_0-9]+")) {
                    calls.add(name + "(" + String.join(", ", List.of(rows.getString(2).split(";")).stream().map(FunctionGuardsTest::large)
                            .toList()) + ")");
                }
            }
        }
        assertThat(calls).hasSizeGreaterThan(20);
        for (String call : calls) {
            assertThat(sizeOf(call)).as(call).isLessThan(FunctionGuards.MAX_TEXT_BYTES + 1);
        }
    }

    /** An argument of the type; a number that a size must not be, and that is no size of gigabytes. */
    private static String large(String type) {
        return switch (type) {
            case "BIGINT", "INTEGER", "UBIGINT", "UINTEGER", "DOUBLE" -> "n";
            case "BLOB" -> "'x'::BLOB";
            case "BIT" -> "'1'::BIT";
            case "JSON" -> "'[1]'::JSON";
            case "BOOLEAN" -> "true";
            case "DATE" -> "DATE '2020-01-01'";
            default -> type.endsWith("[]") ? "[1]" : "'x'";
        };
    }

    private int sizeOf(String call) {
        try {
            List<List<String>> rows = run("SELECT CAST((" + call + ") AS VARCHAR) FROM (SELECT CAST(number + " + BEYOND
                    + " AS BIGINT) AS n FROM numbers(1))");
            String cell = rows.getFirst().getFirst();
            return cell == null ? 0 : cell.length();
        } catch (StagedoorException e) {
            assertThat(e.code()).as(call + ": " + e.getMessage())
                    .isIn(Set.of(ErrorCode.BAD_ARGUMENTS, ErrorCode.SEMANTIC, ErrorCode.UNKNOWN_FUNCTION));
            return 0;
        }
    }

    private List<List<String>> run(String sql) {
        return Fixture.rows(fixture.query(sql));
    }
}
