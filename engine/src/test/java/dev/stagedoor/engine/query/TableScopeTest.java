package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.errors.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableScopeTest extends EngineTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT * FROM sqlite_master, (WITH sqlite_master AS (SELECT 1) SELECT * FROM sqlite_master) x",
        "SELECT (WITH duckdb_settings AS (SELECT 1 AS a) SELECT a FROM duckdb_settings), * FROM duckdb_settings",
        "WITH sqlite_master AS (SELECT * FROM sqlite_master) SELECT * FROM sqlite_master",
        "WITH RECURSIVE sqlite_master AS (SELECT type FROM sqlite_master) SELECT * FROM sqlite_master",
        "WITH a AS (SELECT * FROM sqlite_master), sqlite_master AS (SELECT 1) SELECT * FROM a",
        "(WITH sqlite_master AS (SELECT 1) SELECT * FROM sqlite_master) UNION ALL SELECT 1 FROM sqlite_master",
        "WITH \"main.sqlite_master\" AS (SELECT 1) SELECT * FROM main.sqlite_master",
        "WITH recurring AS (SELECT 1) SELECT * FROM recurring.sqlite_master",
    })
    void name_bound_elsewhere_opens_no_table_of_the_engine(String sql) {
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> Fixture.rows(fixture.query(sql)));
    }

    @Test
    void names_are_seen_where_sql_says() {
        assertThat(Fixture.rows(fixture.query("WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM A) SELECT * FROM b WHERE x IN"
                + " (SELECT x + 1 FROM a)")))
                .containsExactly(List.of("2"));
        assertThat(Fixture.rows(
                fixture.query("WITH a AS (SELECT 1 AS x) SELECT * FROM (WITH a AS (SELECT x + 1 AS x FROM a) SELECT x FROM a)")))
                .containsExactly(List.of("2"));
        assertThat(Fixture.rows(
                fixture.query("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT sum(n) FROM r")))
                .containsExactly(List.of("6"));
        assertThat(Fixture.rows(
                fixture.query("WITH a AS (SELECT 1 AS x) SELECT x FROM a UNION ALL (SELECT x FROM a ORDER BY (SELECT x FROM a) LIMIT 1)")))
                .hasSize(2);
    }
}
