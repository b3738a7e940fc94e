package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.duckdb.DuckDb;
import dev.stagedoor.query.duckdb.QueryTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries what a query must not be able to do: once through the engine, once against DuckDB itself as the engine locks it. */
class QuerySandboxTest extends EngineTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM read_parquet('https://example.com/x.parquet')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '/etc/passwd.csv'",
        "SELECT * FROM \"/etc/passwd.csv\"",
        "SELECT (SELECT max(content) FROM read_text('/etc/passwd'))",
        "SELECT * FROM range(1) a, LATERAL (SELECT * FROM read_text('/etc/passwd')) b",
        "WITH a AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM a",
        "SELECT 1 UNION ALL SELECT length(content) FROM read_text('/etc/passwd')",
        "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT getenv('HOME')",
        "SELECT current_setting('allowed_paths')",
        "SELECT sleep_ms(100000)",
        "SELECT write_log('x')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_settings",
        "SELECT * FROM duckdb_extensions()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM pg_catalog.pg_settings",
        "SELECT * FROM enable_logging(storage = 'file', storage_path = '/tmp/log')",
        "SELECT * FROM enable_profiling()",
        "SELECT * FROM checkpoint()",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT * FROM register_external_resource_type('x')",
        "SHOW DATABASES",
        "SHOW TABLES",
        "COPY (SELECT 1) TO '/tmp/stagedoor-sandbox.csv'",
        "COPY x FROM '/etc/passwd'",
        "EXPORT DATABASE '/tmp/stagedoor-sandbox'",
        "IMPORT DATABASE '/tmp/stagedoor-sandbox'",
        "ATTACH '/tmp/stagedoor-sandbox.db'",
        "ATTACH ':memory:' AS x",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '/tmp/x.so'",
        "PRAGMA database_list",
        "PRAGMA threads = 4",
        "SET threads = 4",
        "SET enable_external_access = true",
        "RESET threads",
        "CALL enable_logging()",
        "CREATE TABLE x (a INT)",
        "CREATE TEMP TABLE x AS SELECT 1",
        "CREATE MACRO f() AS 1",
        "CREATE SECRET (TYPE s3)",
        "DROP VIEW x",
        "INSERT INTO x VALUES (1)",
        "WITH a AS (INSERT INTO x VALUES (1) RETURNING *) SELECT * FROM a",
        "WITH a AS (DELETE FROM x RETURNING *) SELECT * FROM a",
        "BEGIN",
        "COMMIT",
        "EXECUTE x",
        "PREPARE x AS SELECT 1",
        "CHECKPOINT",
        "VACUUM",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE x",
        "SELECT 'it\\'; SELECT 'two'",
        "",
        "-- nothing",
    })
    void is_refused_by_the_engine(String sql) {
        Assertions.assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> Fixture.rows(fixture.query(sql)))
                .satisfies(e -> assertThat(e.code())
                        .as(e.getMessage())
                        .isIn(ErrorCode.UNIMPLEMENTED, ErrorCode.UNKNOWN_TABLE, ErrorCode.UNKNOWN_FUNCTION, ErrorCode.SYNTAX));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_parquet('https://example.com/x.parquet')",
        "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/passwd.csv'",
        "SELECT getenv('HOME')",
        "COPY (SELECT 1) TO '/tmp/stagedoor-sandbox.csv'",
        "EXPORT DATABASE '/tmp/stagedoor-sandbox'",
        "ATTACH '/tmp/stagedoor-sandbox.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '/tmp/x.so'",
        "PRAGMA threads = 4",
        "SET threads = 4",
        "SET memory_limit = '10GB'",
        "SET temp_directory = '/tmp'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET allowed_configs = ['threads']",
        "SET GLOBAL allowed_configs = ['threads']",
        "RESET GLOBAL enable_external_access",
        "SELECT * FROM enable_logging(storage = 'file', storage_path = '/tmp/log')",
        "CREATE SECRET (TYPE s3)",
        "CREATE PERSISTENT SECRET (TYPE http)",
    })
    void is_refused_by_the_locked_database_itself(String sql) throws SQLException {
        try (DuckDb duckDb = new DuckDb(new DatabaseOptions(256L << 20, 2, Path.of("/nonexistent"), 1L << 30));
                var connection = duckDb.connect();
                Statement statement = connection.createStatement()) {
            Assertions.assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute(sql));
        }
    }

    @Test
    void nothing_of_all_that_left_a_file_behind(@TempDir Path directory) {
        Path target = directory.resolve("x.csv");
        Assertions.assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> fixture.query("COPY (SELECT 1) TO '" + target + "'"));
        assertThat(Files.exists(target)).isFalse();
    }

    @Test
    void a_query_leaves_nothing_for_the_next() {
        fixture.createStage("s");
        assertThat(fixture.showStages()).hasSize(1);
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> fixture.query("SELECT * FROM temp.main.stages"));
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> fixture.query("SELECT * FROM stages"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "NOT ", "- ", "(SELECT "})
    void deep_expressions_are_refused_not_run_off_the_stack(String opener) {
        int depth = (QueryTask.MAX_CHARS - 100) / (opener.length() + 1);
        String closer = opener.startsWith("(") ? ")" : opener.equals("[") ? "]" : "";
        String inner = opener.equals("NOT ") ? "true" : "1";
        String sql = "SELECT " + opener.repeat(depth) + inner + closer.repeat(depth);
        assertRefused(ErrorCode.SEMANTIC, () -> fixture.query(sql)).hasMessageContaining("nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subquery", "join", "union", "with"})
    void deep_tables_are_refused_not_run_off_the_stack(String kind) {
        int max = QueryTask.MAX_CHARS - 200;
        String sql = switch (kind) {
            case "subquery" -> "FROM" + "(FROM".repeat(max / 6) + " range(1)" + ")".repeat(max / 6);
            case "join" -> "SELECT 1 FROM range(1) t" + ",t".repeat(max / 2);
            case "union" -> "SELECT 1" + " UNION (SELECT 1".repeat(max / 17) + ")".repeat(max / 17);
            default -> "WITH a AS (".repeat(max / 21) + "SELECT 1" + ") SELECT 1".repeat(max / 21);
        };
        assertRefused(ErrorCode.SEMANTIC, () -> fixture.query(sql)).hasMessageContaining("nested too deeply");
    }

    @Test
    void text_beyond_its_limit_is_refused() {
        assertRefused(ErrorCode.BAD_ARGUMENTS, () -> fixture.query("SELECT '" + "x".repeat(QueryTask.MAX_CHARS) + "'"));
    }
}
