package dev.stagedoor.engine.statement;

import static dev.stagedoor.engine.Fixture.firstColumn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.row.Column;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSettingsTest extends EngineTest {
    @Test
    void set_changes_the_session_and_unset_changes_it_back() {
        SessionState tokyo = session("SET timezone = 'Asia/Tokyo'", SessionState.DEFAULT);
        assertThat(tokyo.settings()).containsExactly(org.assertj.core.api.Assertions.entry("timezone", "Asia/Tokyo"));
        SessionState both = session("SET max_threads = 8", tokyo);
        assertThat(both.settings()).containsOnlyKeys("max_threads", "timezone");
        assertThat(session("UNSET timezone", both).settings()).containsOnlyKeys("max_threads");
        assertThat(session("SET timezone = 'UTC'", tokyo)).isEqualTo(SessionState.DEFAULT);
    }

    @Test
    void names_are_found_in_any_case_and_kept_in_lower() {
        assertThat(session("SET SESSION MAX_THREADS = 4", SessionState.DEFAULT).settings()).containsOnlyKeys("max_threads");
    }

    @Test
    void of_several_one_that_is_wrong_changes_nothing() {
        assertRefused(ErrorCode.UNKNOWN_VARIABLE, () -> execute("SET (max_threads, nope) = (4, 1)"));
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"SET GLOBAL max_threads = 4", "SET GLOBAL (max_threads) = (4)", "UNSET GLOBAL max_threads", "UNSET GLOBAL (max_threads)"})
    void global_setting_is_refused_by_name(String sql) {
        assertRefused(ErrorCode.UNIMPLEMENTED, () -> execute(sql)).hasMessageContaining(" GLOBAL max_threads is not supported")
                .hasMessageContaining("without GLOBAL");
    }

    @Test
    void unset_of_an_unknown_setting_changes_nothing_and_warns() {
        SessionState tokyo = session("SET timezone = 'Asia/Tokyo'", SessionState.DEFAULT);
        StatementResult result = fixture.engine.execute("UNSET (nope, max_threads)", Fixture.context(tokyo));
        assertThat(result.warnings()).containsExactly("Unknown setting: 'nope'");
        assertThat(((StatementResult.Done) result).session()).contains(tokyo);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SET sql_mode = 'ANSI_QUOTES'", "SET autocommit = 1", "UNSET sql_mode", "SET SESSION autocommit = 0, sql_mode = ''"})
    void settings_of_other_databases_are_passed_over(String sql) {
        assertThat(session(sql, SessionState.DEFAULT)).isEqualTo(SessionState.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "enable_cbo = 0", "max_result_rows = 1000", "parquet_max_block_size = 4096", "enable_dphyp = '0'", "max_block_size = 1",
        "max_threads = 1024",
        "storage_read_buffer_size = 18446744073709551615", "max_memory_usage = 1e3", "spilling_file_format = 'Arrow'",
        "sandbox_tenant = 't'",
        "warehouse = 'w'", "timezone = 'Japan'", "query_out_of_memory_behavior = throw"})
    void setting_of_databend_is_kept_without_a_word(String assignment) {
        StatementResult result = execute("SET " + assignment);
        assertThat(result.warnings()).isEmpty();
        assertThat(((StatementResult.Done) result).session().orElseThrow().settings()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "max_threads = 1025", "max_threads = 0", "max_block_size = 0", "max_block_bytes = 1048575", "enable_cbo = 2",
        "max_result_rows = -1",
        "max_result_rows = 18446744073709551616", "max_result_rows = '1e999999999'", "max_result_rows = 1.5", "max_result_rows = ''",
        "storage_delete_batch_size = 1001", "spilling_file_format = 'csv'", "binary_output_format = 'base64'", "sql_dialect = 'Oracle'",
        "default_order_by_null = 'nulls_first'"})
    void value_beyond_the_bounds_is_refused_with_them(String assignment) {
        String name = assignment.substring(0, assignment.indexOf(' '));
        assertRefused(ErrorCode.WRONG_VALUE_FOR_VARIABLE, () -> execute("SET " + assignment))
                .hasMessageContaining("the setting " + name + " takes: ");
    }

    @Test
    void every_dialect_of_databend_is_kept_and_another_than_postgresql_warns() {
        assertThat(session("SET sql_dialect = 'mysql'", SessionState.DEFAULT).settings()).containsEntry("sql_dialect", "MySQL");
        assertThat(execute("SET sql_dialect = 'MySQL'").warnings()).singleElement().asString().contains("read in the PostgreSQL dialect");
        for (String dialect : List.of("PostgreSQL", "MySQL", "Experimental", "Hive", "Prql")) {
            execute("SET sql_dialect = '" + dialect + "'");
        }
        assertThat(execute("SET sql_dialect = PostgreSQL").warnings()).isEmpty();
    }

    @Test
    void longest_time_limit_is_as_good_as_none() {
        var longest = Fixture.session("max_execute_time_in_seconds", "18446744073709551615");
        assertThat(SessionSettings.maxExecuteTime(longest).orElseThrow().toDays())
                .isEqualTo(10_000);
        assertThat(SessionSettings.maxExecuteTime(Fixture.session("max_execute_time_in_seconds", "0"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET nope = 1", "SET duckdb_threads = 1"})
    void unknown_setting_is_named(String sql) {
        assertRefused(ErrorCode.UNKNOWN_VARIABLE, () -> execute(sql)).hasMessageStartingWith("Unknown setting: '");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "timezone             | Mars/Olympus | INVALID_TIMEZONE | a time zone name",
        "timezone             | +08:00       | INVALID_TIMEZONE | a time zone name",
        "timezone             | PST          | INVALID_TIMEZONE | a time zone name",
        "max_threads          | many         | WRONG_VALUE_FOR_VARIABLE | a whole number within the range [1, 1024]",
        "max_threads          | -1           | WRONG_VALUE_FOR_VARIABLE | a whole number within the range [1, 1024]",
        "http_json_result_mode | driver      | WRONG_VALUE_FOR_VARIABLE | one of the allowed values [\"display\"]",
        "format_null_as_str   | 1            | WRONG_VALUE_FOR_VARIABLE | within the range [0, 0]",
    })
    void value_we_do_not_honour_is_refused_naming_those_we_do(String name, String value, ErrorCode code, String allowed) {
        assertRefused(code, () -> execute("SET " + name + " = '" + value + "'")).hasMessageContaining(allowed);
    }

    @Test
    void show_settings_has_databends_columns_and_the_sessions_values() {
        SessionState session = session("SET max_threads = 8", SessionState.DEFAULT);
        StatementResult result = fixture.engine.execute("SHOW SETTINGS LIKE 'max_th%'", Fixture.context(session));
        assertThat(((StatementResult.Rows) result).schema())
                .extracting(Column::name)
                .containsExactly("name", "value", "default", "range", "level", "description", "type");
        assertThat(Fixture.rows(result).getFirst()).startsWith("max_threads", "8", "2").contains("SESSION", "UInt64");
    }

    @Test
    void show_settings_where_and_limit() {
        assertThat(firstColumn(Fixture.rows(execute("SHOW SETTINGS WHERE name = 'timezone' AND value = 'UTC'"))))
                .containsExactly("timezone");
        assertThat(Fixture.rows(execute("SHOW SETTINGS LIMIT 3"))).hasSize(3);
        assertThat(firstColumn(Fixture.rows(execute("SELECT name FROM system.settings WHERE \"default\" <> value")))).isEmpty();
    }

    @Test
    void settings_are_sorted_and_every_default_is_a_value_it_takes() {
        var names = firstColumn(Fixture.rows(execute("SHOW SETTINGS")));
        assertThat(names).isSorted();
        for (var row : Fixture.rows(execute("SHOW SETTINGS"))) {
            assertThat(execute("SET " + row.get(0) + " = '" + row.get(2) + "'").warnings()).isEmpty();
        }
    }

    @Test
    void session_with_a_time_zone_nobody_knows_is_told_so() {
        StatementContext context = Fixture.context(Fixture.session("timezone", "Mars/Olympus"));
        assertRefused(ErrorCode.INVALID_TIMEZONE, () -> fixture.engine.execute("SHOW STAGES", context)).hasMessageContaining("timezone");
    }

    @Test
    void use_knows_two_databases() {
        assertThat(session("USE system", SessionState.DEFAULT).database()).isEqualTo("system");
        assertThat(session("use default", SessionState.DEFAULT)).isEqualTo(SessionState.DEFAULT);
        assertRefused(ErrorCode.UNKNOWN_DATABASE, () -> execute("USE nope")).hasMessageStartingWith("Unknown database 'nope'");
        assertThat(Fixture.rows(fixture.engine.execute(
                        "SELECT database()", Fixture.context(new SessionState("system", new java.util.TreeMap<>())))))
                .containsExactly(List.of("system"));
    }

    @Test
    void rollback_says_that_nothing_was_rolled_back() {
        assertThat(execute("BEGIN")).isEqualTo(StatementResult.Done.DONE);
        assertThat(execute("COMMIT")).isEqualTo(StatementResult.Done.DONE);
        assertThat(execute("ROLLBACK").warnings()).hasSize(1);
    }

    private StatementResult execute(String sql) {
        return fixture.engine.execute(sql, Fixture.context());
    }

    private SessionState session(String sql, SessionState before) {
        return ((StatementResult.Done) fixture.engine.execute(sql, Fixture.context(before))).session().orElseThrow();
    }
}
