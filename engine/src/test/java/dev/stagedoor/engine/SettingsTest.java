package dev.stagedoor.engine;

import static dev.stagedoor.engine.Fixture.firstColumn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest extends EngineTest {
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
        assertThat(session("SET GLOBAL MAX_THREADS = 4", SessionState.DEFAULT).settings()).containsOnlyKeys("max_threads");
    }

    @Test
    void of_several_one_that_is_wrong_changes_nothing() {
        assertRefused(ErrorCode.UNKNOWN_VARIABLE, () -> execute("SET (max_threads, nope) = (4, 1)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET nope = 1", "UNSET nope", "SET duckdb_threads = 1"})
    void unknown_setting_is_named(String sql) {
        assertRefused(ErrorCode.UNKNOWN_VARIABLE, () -> execute(sql)).hasMessageStartingWith("Unknown setting: '");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "timezone             | Mars/Olympus | a time zone name",
        "timezone             | +08:00       | a time zone name",
        "timezone             | PST          | a time zone name",
        "max_threads          | many         | a whole number from 0",
        "max_threads          | -1           | a whole number from 0",
        "http_json_result_mode | driver      | one of display",
        "format_null_as_str   | 1            | from 0 to 0",
    })
    void value_we_do_not_honour_is_refused_naming_those_we_do(String name, String value, String allowed) {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("SET " + name + " = '" + value + "'")).hasMessageContaining(allowed);
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
        assertThat(firstColumn(Fixture.rows(execute("SHOW SETTINGS WHERE name = 'timezone' AND value = 'UTC'")))).containsExactly("timezone");
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
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.engine.execute("SHOW STAGES", context)).hasMessageContaining("timezone");
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
