package dev.stagedoor.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest extends EngineTest {
    private StatementResult.Rows execute(String sql) {
        return (StatementResult.Rows) fixture.engine.execute(sql, Fixture.context());
    }

    private StatementResult.Rows execute(String sql, String database) {
        return (StatementResult.Rows) fixture.engine.execute(sql, Fixture.context(new SessionState(database, new TreeMap<>())));
    }

    private List<List<@Nullable String>> rows(String sql) {
        return Fixture.rows(execute(sql));
    }

    private List<@Nullable String> names(String sql) {
        return Fixture.firstColumn(rows(sql));
    }

    private static List<String> columns(StatementResult.Rows rows) {
        List<String> columns = rows.schema().stream().map(Column::name).toList();
        rows.cursor().close();
        return columns;
    }

    @Test
    void databases_are_the_default_one_and_the_two_of_the_server() {
        assertThat(names("SHOW DATABASES")).containsExactly("default", "information_schema", "system");
        assertThat(names("SHOW SCHEMAS LIKE 'SYS%'")).containsExactly("system");
        assertThat(names("SHOW DATABASES WHERE name = 'default'")).containsExactly("default");
        assertThat(names("SHOW DATABASES WHERE databases_in_default = 'default'")).containsExactly("default");
        assertThat(names("SHOW DATABASES FROM default LIMIT 1")).containsExactly("default");
        assertThat(rows("SHOW FULL DATABASES LIKE 'default'")).containsExactly(Arrays.asList("default", null, "default"));
        assertThat(columns(execute("SHOW FULL DATABASES"))).containsExactly("Catalog", "owner", "databases_in_default");
        assertThat(rows("SELECT catalog, name FROM system.databases ORDER BY name"))
                .containsExactly(List.of("default", "default"), List.of("default", "information_schema"), List.of("default", "system"));
        assertThat(rows("SELECT catalog_name, schema_name, schema_owner FROM information_schema.schemata ORDER BY schema_name"))
                .contains(List.of("system", "system", "default"));
        assertRefused(ErrorCode.UNKNOWN_CATALOG, () -> execute("SHOW DATABASES FROM hive"));
    }

    @Test
    void tables_are_those_of_the_system_databases_and_the_default_one_has_none() {
        assertThat(rows("SHOW TABLES")).isEmpty();
        assertThat(columns(execute("SHOW TABLES"))).containsExactly("Tables_in_default");
        assertThat(names("SHOW TABLES FROM system"))
                .contains("columns", "databases", "grants", "presigns", "roles", "settings", "stages", "users");
        assertThat(Fixture.firstColumn(Fixture.rows(execute("SHOW TABLES LIKE 'sta%'", "system")))).containsExactly("stages");
        assertThat(names("SHOW TABLES FROM default.system WHERE engine = 'SystemStages'")).containsExactly("stages");
        assertThat(columns(execute("SHOW TABLES HISTORY IN system"))).containsExactly("Tables_in_system", "drop_time");
        assertThat(columns(execute("SHOW FULL TABLES FROM system")))
                .containsExactly(
                        "Tables", "Table_type", "Database", "Catalog", "owner", "engine", "Cluster_by", "create_time", "num_rows",
                        "data_size", "data_compressed_size", "index_size");
        assertThat(names("SHOW TABLES FROM information_schema")).isEmpty();
        assertThat(names("SHOW VIEWS FROM INFORMATION_SCHEMA"))
                .contains("columns", "key_column_usage", "keywords", "schemata", "statistics", "tables", "views");
        assertThat(columns(execute("SHOW FULL VIEWS FROM information_schema")))
                .containsExactly("Views", "Database", "Catalog", "owner", "engine", "create_time", "view_query");
        assertThat(
                rows("SELECT table_catalog, table_schema, table_type, engine FROM information_schema.tables WHERE table_name = 'stages'"))
                .containsExactly(List.of("system", "system", "BASE TABLE", "SystemStages"));
        assertThat(rows("SELECT table_type FROM information_schema.tables WHERE table_name = 'schemata'")).containsExactly(List.of("VIEW"));
        assertThat(names("SHOW TABLE STATUS FROM system LIKE 'one'")).containsExactly("one");
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"SHOW TABLES FROM nope", "SHOW VIEWS FROM nope", "SHOW COLUMNS FROM stages FROM nope", "DESC nope.stages", "USE nope",
        "SHOW CREATE DATABASE nope", "SHOW TABLE STATUS FROM nope"})
    void unknown_database_is_refused(String sql) {
        assertRefused(ErrorCode.UNKNOWN_DATABASE, () -> execute(sql)).hasMessageContaining("Unknown database 'nope'");
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"DESC stages", "DESC system.nope", "SHOW COLUMNS FROM nope FROM system", "SHOW CREATE TABLE information_schema.stages",
        "SELECT * FROM system.nope", "SELECT * FROM information_schema.nope", "SELECT * FROM stages"})
    void unknown_table_is_refused(String sql) {
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> execute(sql));
    }

    /** Every relation is read, and each of its columns is where the metadata say, with the type they say. */
    @Test
    void columns_are_those_that_a_query_gives() {
        List<List<@Nullable String>> tables = rows("SELECT database, name, total_columns FROM system.tables ORDER BY database, name");
        assertThat(tables).hasSizeGreaterThan(20);
        for (List<@Nullable String> table : tables) {
            String name = table.get(0) + "." + table.get(1);
            StatementResult.Rows all = execute("SELECT * FROM " + name);
            Fixture.rows(all);
            List<List<@Nullable String>> said = rows("SELECT column_name, data_type, is_nullable, nullable, ordinal_position "
                    + "FROM information_schema.columns WHERE table_schema = '" + table.get(0) + "' AND table_name = '" + table.get(1)
                    + "' ORDER BY ordinal_position");
            assertThat(said).as(name).hasSize(all.schema().size()).hasSize(Integer.parseInt(table.get(2)));
            for (int i = 0; i < said.size(); i++) {
                Column given = all.schema().get(i);
                assertThat(said.get(i).get(0)).as(name).isEqualTo(given.name());
                String type = given.type().typeName();
                assertThat(said.get(i).get(1)).as(name + "." + given.name()).isIn(type, "Nullable(" + type + ")");
                assertThat(said.get(i).get(2)).isEqualTo(said.get(i).get(3).equals("1") ? "YES" : "NO");
                assertThat(said.get(i).get(4)).isEqualTo(Integer.toString(i + 1));
            }
            assertThat(names("DESC " + name)).isEqualTo(Fixture.firstColumn(said));
        }
    }

    @Test
    void desc_describes_a_table_with_the_types_of_sql() {
        StatementResult.Rows described = execute("DESC system.stages");
        assertThat(described.schema().stream().map(Column::name)).containsExactly("Field", "Type", "Null", "Default", "Extra");
        assertThat(Fixture.rows(described))
                .contains(List.of("name", "VARCHAR", "NO", "NULL", ""), List.of("url", "VARCHAR", "YES", "NULL", ""))
                .contains(List.of("has_credentials", "BOOLEAN", "NO", "NULL", ""), List.of("created_on", "TIMESTAMP", "NO", "NULL", ""));
        assertThat(rows("DESCRIBE TABLE default.system.stages;")).isEqualTo(rows("DESC `system`.\"stages\""));
        assertThat(Fixture.rows(execute("DESC one", "system"))).containsExactly(List.of("dummy", "TINYINT UNSIGNED", "NO", "NULL", ""));
        assertRefused(ErrorCode.UNKNOWN_CATALOG, () -> execute("DESC hive.system.stages"));
    }

    @Test
    void show_columns_shows_them_by_name() {
        StatementResult.Rows shown = execute("SHOW COLUMNS FROM columns FROM system LIKE '%type%'");
        assertThat(shown.schema().stream().map(Column::name)).containsExactly("Field", "Type", "Null", "Default", "Extra", "Key");
        assertThat(Fixture.rows(shown))
                .containsExactly(Arrays.asList("data_type", "VARCHAR", "NO", "", null, null),
                        Arrays.asList("type", "VARCHAR", "NO", "", null, null));
        assertThat(names("SHOW FIELDS IN information_schema.tables WHERE column_name LIKE 'table_c%' AND is_nullable = 'NO'"))
                .containsExactly("table_catalog", "table_comment");
        assertThat(names("SHOW COLUMNS IN system.one WHERE Field = 'dummy'")).containsExactly("dummy");
        assertThat(columns(execute("SHOW FULL COLUMNS FROM system.one")))
                .containsExactly("Field", "Type", "Null", "Default", "Extra", "Key", "Collation", "Privileges", "Comment");
    }

    @Test
    void underscores_that_clients_escape_match_themselves_alone() {
        assertThat(names("SELECT name FROM system.columns WHERE \"table\" = 'stages' AND name LIKE 'stage\\_t%'"))
                .containsExactly("stage_type");
        assertThat(names("SELECT name FROM system.columns WHERE \"table\" = 'stages' AND name LIKE 'stag\\_%'")).isEmpty();
        assertThat(names("SHOW COLUMNS FROM system.stages LIKE 'stag\\_%'")).isEmpty();
        assertThat(names("SHOW TABLES FROM system WHERE name LIKE 'table\\_f%'")).containsExactly("table_functions");
    }

    @Test
    void show_create_tells_columns_and_engine() {
        assertThat(rows("SHOW CREATE TABLE system.one"))
                .containsExactly(List.of("one", "CREATE TABLE one (\n  \"dummy\" TINYINT UNSIGNED NOT NULL\n) ENGINE=SystemOne"));
        assertThat(rows("SHOW CREATE DATABASE `default`")).containsExactly(List.of("default", "CREATE DATABASE `default` ENGINE=DEFAULT"));
    }

    @Test
    void a_name_alone_is_a_table_of_the_sessions_database_unless_the_query_has_one_of_that_name() {
        fixture.createStage("s");
        assertThat(Fixture.rows(execute("SELECT stages.name FROM stages", "system"))).containsExactly(List.of("s"));
        assertThat(Fixture.rows(execute("SELECT a.name FROM \"Stages\" a JOIN system.stages b USING (name)", "system")))
                .containsExactly(List.of("s"));
        assertThat(Fixture.rows(execute("WITH stages AS (SELECT 7 AS x) SELECT * FROM stages", "system"))).containsExactly(List.of("7"));
        assertThat(Fixture.rows(execute(
                        "SELECT (SELECT count(*) FROM tables WHERE table_name = 'stages'), (SELECT count(*) FROM system.tables t WHERE"
                                + " t.name = 'stages')",
                        "information_schema")))
                .containsExactly(List.of("1", "1"));
        assertThat(Fixture.rows(execute(
                        "SELECT count(*) FROM system.tables t JOIN information_schema.tables i ON i.table_name = t.name AND i.table_schema"
                                + " = t.database")))
                .isEqualTo(rows("SELECT count(*) FROM system.tables"));
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> execute("SELECT * FROM duckdb_settings", "system"));
        assertRefused(ErrorCode.UNKNOWN_TABLE, () -> execute("SELECT * FROM schemata", "system"));
        assertRefused(ErrorCode.UNKNOWN_DATABASE, () -> execute("SELECT * FROM main.stages", "system"));
    }

    @ParameterizedTest
    @CsvSource({"default,default", "SYSTEM,system", "`information_schema`,information_schema", "default.system,system"})
    void every_database_can_be_used(String written, String database) {
        StatementResult.Done done = (StatementResult.Done) fixture.engine.execute("USE " + written, Fixture.context());
        assertThat(done.session().map(SessionState::database)).isEqualTo(Optional.of(database));
    }

    @Test
    void functions_are_those_a_query_may_call() {
        List<@Nullable String> functions = names("SHOW FUNCTIONS");
        assertThat(functions).contains("abs", "count", "concat", "version", "current_user")
                .doesNotContain("current_setting", "sleep_ms", "+").isSorted();
        assertThat(rows("SELECT name, is_aggregate FROM system.functions WHERE name IN ('sum', 'upper') ORDER BY name"))
                .containsExactly(List.of("sum", "1"), List.of("upper", "0"));
        assertThat(names("SHOW FUNCTIONS LIKE 'UPPE_'")).containsExactly("upper");
        assertThat(names("SHOW TABLE FUNCTIONS")).contains("list_stage", "unnest").isEqualTo(names("SHOW TABLE_FUNCTIONS"));
        assertThat(names("SHOW TABLE FUNCTIONS LIKE 'list%' LIMIT 3")).containsExactly("list_stage");
    }

    @Test
    void keywords_are_one_row_of_reserved_words() {
        List<List<@Nullable String>> rows = rows("SELECT keywords, reserved FROM information_schema.keywords");
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().get(1)).isEqualTo("1");
        assertThat(rows.getFirst().get(0).split(", ")).contains("SELECT", "FROM", "STAGE", "IN", "FULL", "ANALYZE")
                .doesNotContain("TABLES", "NAME").isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key_column_usage", "statistics", "referential_constraints", "character_sets"})
    void what_there_is_nothing_of_is_empty_and_not_missing(String table) {
        assertThat(rows("SELECT * FROM information_schema." + table)).isEmpty();
    }

    @Test
    void rows_of_users_roles_and_grants_are_those_the_caller_may_know() {
        for (String sql : List.of(
                "CREATE USER ann IDENTIFIED BY 'secret-of-ann'", "CREATE USER bob IDENTIFIED BY 'secret-of-bob'", "CREATE ROLE loaders",
                "CREATE ROLE others",
                "GRANT ROLE loaders TO USER ann", "CREATE STAGE s", "CREATE STAGE t", "GRANT READ ON STAGE s TO ROLE loaders",
                "GRANT WRITE ON STAGE t TO USER bob",
                "GRANT OWNERSHIP ON STAGE t TO ROLE loaders")) {
            fixture.engine.execute(sql, Fixture.context());
        }
        assertThat(names("SELECT name FROM system.users ORDER BY name")).contains("ann", "bob");
        assertThat(names("SELECT name FROM system.roles ORDER BY name")).containsExactly("account_admin", "loaders", "others", "public");
        assertThat(rows("SELECT name, object_name FROM system.grants")).contains(List.of("loaders", "s"), List.of("bob", "t"));

        assertThat(seenBy("ann", "SELECT name FROM system.users")).containsExactly(List.of("ann"));
        assertThat(seenBy("ann", "SELECT name FROM system.roles ORDER BY name")).containsExactly(List.of("loaders"), List.of("public"));
        assertThat(seenBy("ann", "SELECT name, object_name FROM system.grants ORDER BY object_name, name"))
                .containsExactly(List.of("loaders", "s"), List.of("bob", "t"), List.of("loaders", "t"));
        assertThat(seenBy("bob", "SELECT name, object_name FROM system.grants")).containsExactly(List.of("bob", "t"));
        assertThat(seenBy("bob", "SELECT name FROM system.stages")).containsExactly(List.of("t"));
        assertThat(rows("SELECT * FROM system.users").toString().toLowerCase(Locale.ROOT)).doesNotContain("secret", "argon");
    }

    private List<List<@Nullable String>> seenBy(String user, String sql) {
        StatementContext context =
                new StatementContext(new Principal(user, "public"), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
        return Fixture.rows(fixture.engine.execute(sql, context));
    }

    /** What clients with a tree of databases ask. */
    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT current_catalog(), current_database()",
        "SELECT * FROM information_schema.schemata WHERE schema_name NOT IN ('information_schema') ORDER BY 2",
        "SELECT t.* FROM information_schema.tables AS t WHERE t.table_schema = 'system' AND t.table_type <> 'VIEW'",
        "SELECT c.column_name, c.data_type FROM information_schema.columns c WHERE c.table_schema='system' AND c.table_name='stages' ORDER"
                + " BY c.ordinal_position",
        "SELECT name, engine_full FROM `system`.`tables` WHERE `database` = 'system' LIMIT 5",
        "SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME FROM INFORMATION_SCHEMA.STATISTICS",
        "SELECT * FROM system.tables_with_history WHERE dropped_on IS NOT NULL",
        "SELECT dummy FROM system.one",
        "SHOW CATALOGS",
        "SHOW ENGINES LIKE 'v%'",
        "SHOW TABLES FROM `system` LIKE '%'",
        "EXPLAIN SELECT * FROM information_schema.tables",
    })
    void what_database_browsers_ask_is_answered(String sql) {
        assertThat(new ArrayList<>(rows(sql))).isNotNull();
    }
}
