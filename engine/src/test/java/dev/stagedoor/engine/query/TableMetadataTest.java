package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.errors.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells of databases and tables that users create; on a real embedded store. */
class TableMetadataTest {
    @TempDir
    private Path directory;

    private StagedWorld world;

    @BeforeEach
    void open() {
        world = new StagedWorld(directory);
        world.run("CREATE DATABASE shop");
        world.run("CREATE TABLE shop.orders (id INT NOT NULL, name VARCHAR DEFAULT 'x' COMMENT 'who', total DECIMAL(10, 2) DEFAULT 1 + 1)"
                + " COMMENT = 'what was sold'");
        world.run("CREATE TABLE t (a INT)");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<@Nullable String> names(String sql) {
        return Fixture.firstColumn(world.rows(sql));
    }

    @Test
    void databases_are_listed_and_used() {
        assertThat(names("SHOW DATABASES")).containsExactly("default", "information_schema", "shop", "system");
        assertThat(world.rows("SHOW CREATE DATABASE shop")).containsExactly(row("shop", "CREATE DATABASE `shop` ENGINE=DEFAULT"));
        assertThat(names("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 's%' ORDER BY 1"))
                .containsExactly("shop", "system");
        assertThat(world.rows("SELECT count(DISTINCT database_id) FROM system.databases")).containsExactly(row("4"));
        world.run("USE SHOP");
        var shop = Fixture.context(new SessionState("shop", new TreeMap<>()));
        world.fixture.engine.execute("INSERT INTO orders VALUES (1, 'a', 2)", shop);
        assertThat(Fixture.rows(world.fixture.engine.execute("SHOW TABLES", shop))).containsExactly(row("orders"));
        assertThat(Fixture.rows(world.fixture.engine.execute("DESC orders", shop))).hasSize(3);
        world.run("DROP DATABASE shop");
        assertThat(names("SHOW DATABASES")).doesNotContain("shop");
        world.expect("USE shop", ErrorCode.UNKNOWN_DATABASE, "shop");
    }

    @Test
    void tables_are_listed_with_what_they_hold() {
        world.run("INSERT INTO shop.orders VALUES (1, 'a', 2), (2, 'b', 3)");
        assertThat(names("SHOW TABLES")).containsExactly("t");
        assertThat(names("SHOW TABLES FROM shop LIKE 'ORD%'")).containsExactly("orders");
        assertThat(world.rows("SELECT engine, table_type, total_columns, num_rows, data_size > 0, comment, to_string(created_on)"
                        + " FROM system.tables WHERE database = 'shop'"))
                .containsExactly(row("ICEBERG", "BASE TABLE", "3", "2", "1", "what was sold", "2026-11-22 10:00:00.123000"));
        assertThat(names("SELECT num_rows FROM system.tables_with_history WHERE name = 't'")).containsExactly("0");
        assertThat(world.rows("SELECT table_catalog, table_schema, engine, table_rows, table_comment FROM information_schema.tables"
                        + " WHERE table_name = 'orders'"))
                .containsExactly(row("shop", "shop", "ICEBERG", "2", "what was sold"));
        List<@Nullable String> status = world.rows("SHOW TABLE STATUS FROM shop").getFirst();
        assertThat(status).contains("orders", "ICEBERG", "2", "what was sold");
        List<@Nullable String> full = world.rows("SHOW FULL TABLES FROM shop").getFirst();
        assertThat(full).startsWith("orders", "BASE TABLE", "shop", "default").contains("ICEBERG", "2");
        assertThat(names("SHOW ENGINES")).contains("ICEBERG");
        assertThat(names("SHOW VIEWS FROM shop")).isEmpty();
        String id = names("SELECT table_id FROM system.tables WHERE name = 'orders'").getFirst();
        world.run("RENAME TABLE shop.orders TO shop.sales");
        assertThat(names("SELECT table_id FROM system.tables WHERE name = 'sales'")).containsExactly(id);
    }

    @Test
    void columns_are_described_as_they_were_declared() {
        assertThat(world.rows("DESC shop.orders"))
                .containsExactly(
                        row("id", "INT", "NO", "NULL", ""),
                        row("name", "VARCHAR", "YES", "'x'", ""),
                        row("total", "DECIMAL(10, 2)", "YES", "1 + 1", ""));
        assertThat(world.rows("DESCRIBE TABLE SHOP.Orders")).hasSize(3);
        assertThat(world.rows("SHOW FULL COLUMNS FROM orders FROM shop LIKE 'n%'"))
                .containsExactly(row("name", "VARCHAR", "YES", "'x'", null, null, null, null, "who"));
        assertThat(world.rows("SELECT name, type, data_type, default_kind, default_expression, is_nullable, comment FROM system.columns"
                        + " WHERE \"table\" = 'orders' ORDER BY name"))
                .containsExactly(
                        row("id", "Int32", "INT", "", "", "NO", ""),
                        row("name", "Nullable(String)", "VARCHAR", "DEFAULT", "'x'", "YES", "who"),
                        row("total", "Nullable(Decimal(10, 2))", "DECIMAL(10, 2)", "DEFAULT", "1 + 1", "YES", ""));
        assertThat(world.rows("SELECT column_name, ordinal_position, nullable FROM information_schema.columns"
                        + " WHERE table_schema = 'shop' ORDER BY ordinal_position"))
                .containsExactly(row("id", "1", "0"), row("name", "2", "1"), row("total", "3", "1"));
        world.expect("DESC shop.nope", ErrorCode.UNKNOWN_TABLE, "SHOW TABLES FROM shop");
        world.expect("SHOW COLUMNS FROM nope", ErrorCode.UNKNOWN_TABLE, "nope");
        world.expect("DESC nope.orders", ErrorCode.UNKNOWN_DATABASE, "nope");
    }

    /** Whatever can be declared. */
    @Test
    void create_statement_that_is_shown_makes_the_same_table_again() {
        world.run("CREATE TABLE \"it's \"\"odd\"\"\" (a TINYINT UNSIGNED NOT NULL DEFAULT 1 + 1 COMMENT 'it''s \\\\ odd',"
                + " \"b c\" ARRAY(BIGINT), m MAP(VARCHAR, DECIMAL(20, 3)), tu TUPLE(x INT NOT NULL, \"Y z\" ARRAY(DATE)) NOT NULL,"
                + " v VARIANT,"
                + " ts TIMESTAMP DEFAULT now(), bin BINARY, f FLOAT, d DOUBLE, ok BOOLEAN DEFAULT true, s VARCHAR DEFAULT 'it''s')"
                + " COMMENT = 'a \"table\"'");
        List<List<@Nullable String>> shown = world.rows("SHOW CREATE TABLE \"it's \"\"odd\"\"\"");
        String statement = Objects.requireNonNull(shown.getFirst().get(1));
        assertThat(statement)
                .startsWith("CREATE TABLE \"it's \"\"odd\"\"\" (\n"
                        + "  \"a\" TINYINT UNSIGNED NOT NULL DEFAULT 1 + 1 COMMENT 'it''s \\\\ odd',\n")
                .endsWith(") ENGINE=ICEBERG COMMENT = 'a \"table\"'");
        List<List<@Nullable String>> described = world.rows("DESC \"it's \"\"odd\"\"\"");
        world.run("DROP TABLE \"it's \"\"odd\"\"\"");
        world.run(statement);
        assertThat(world.rows("SHOW CREATE TABLE \"it's \"\"odd\"\"\"")).isEqualTo(shown);
        assertThat(world.rows("DESC \"it's \"\"odd\"\"\"")).isEqualTo(described);
        assertThat(world.rows("SHOW CREATE TABLE shop.orders").getFirst().get(1))
                .isEqualTo("CREATE TABLE orders (\n  \"id\" INT NOT NULL,\n  \"name\" VARCHAR NULL DEFAULT 'x' COMMENT 'who',\n"
                        + "  \"total\" DECIMAL(10, 2) NULL DEFAULT 1 + 1\n) ENGINE=ICEBERG COMMENT = 'what was sold'");
    }

    @Test
    void loads_are_told_file_by_file() {
        world.put("in/a.csv", "1,x,2\n");
        world.put("in/b.csv", "2,y,3\nthree,z,4\n");
        world.run("COPY INTO shop.orders FROM @s/in/ FILE_FORMAT = (TYPE = CSV) ON_ERROR = CONTINUE");
        world.run("COPY INTO shop.orders FROM @s/in/a.csv FILE_FORMAT = (TYPE = CSV) FORCE = TRUE");
        assertThat(world.rows("SELECT database_name, table_name, regexp_replace(file, '.*/', ''), etag IS NOT NULL, size, rows_loaded,"
                        + " errors_seen, first_error IS NOT NULL, first_error_line, forced FROM system.load_history"
                        + " ORDER BY forced, file"))
                .containsExactly(
                        row("shop", "orders", "a.csv", "1", "6", "1", "0", "0", null, "0"),
                        row("shop", "orders", "b.csv", "1", "16", "1", "1", "1", "2", "0"),
                        row("shop", "orders", "a.csv", "1", "6", "1", "0", "0", null, "1"));
        assertThat(names("SELECT count(*) FROM system.load_history a JOIN system.load_history b USING (file)"))
                .containsExactly("5");
        assertThat(names("SELECT to_string(loaded_at) FROM system.load_history LIMIT 1")).containsExactly("2026-11-22 10:00:00.123000");
        assertThat(names("SELECT file FROM system.load_history WHERE table_name = 't'")).isEmpty();
    }

    @Test
    void snapshots_are_told_commit_by_commit() {
        world.run("INSERT INTO t VALUES (1), (2)");
        world.run("INSERT INTO t VALUES (3)");
        world.run("TRUNCATE TABLE t");
        assertThat(world.rows("SELECT table_name, operation, is_current, added_rows, deleted_rows, added_files, deleted_files, total_rows,"
                        + " total_files, parent_id IS NULL FROM system.snapshots"))
                .containsExactly(
                        row("t", "append", "0", "2", null, "1", null, "2", "1", "1"),
                        row("t", "append", "0", "1", null, "1", null, "3", "2", "0"),
                        row("t", "delete", "1", null, "3", null, "2", "0", "0", "0"));
        assertThat(names("SELECT count(*) FROM system.snapshots a JOIN system.snapshots b ON a.parent_id = b.snapshot_id"))
                .containsExactly("2");
    }

    @Test
    void those_who_may_do_nothing_with_a_table_are_not_told_of_it() {
        world.run("CREATE USER ann IDENTIFIED BY 'secret-of-ann'");
        assertThat(Fixture.firstColumn(world.rowsAs("ann", "SHOW DATABASES"))).containsExactly("default", "information_schema", "system");
        assertThat(world.rowsAs("ann", "SHOW TABLES")).isEmpty();
        assertThat(world.rowsAs("ann", "SHOW TABLES FROM shop")).isEmpty();
        assertThat(world.rowsAs("ann", "SELECT * FROM system.tables WHERE engine = 'ICEBERG'")).isEmpty();
        assertThat(world.rowsAs("ann", "SELECT * FROM information_schema.columns WHERE table_schema IN ('shop', 'default')")).isEmpty();
        assertThat(world.rowsAs("ann", "SELECT * FROM system.load_history")).isEmpty();
        assertThat(world.rowsAs("ann", "SELECT * FROM system.snapshots")).isEmpty();
        world.expectAs("ann", "DESC shop.orders", ErrorCode.PERMISSION_DENIED, "ann");
        world.expectAs("ann", "SHOW CREATE TABLE shop.orders", ErrorCode.PERMISSION_DENIED, "ann");
        world.expectAs("ann", "SHOW COLUMNS FROM shop.orders", ErrorCode.PERMISSION_DENIED, "ann");
        world.expectAs("ann", "USE shop", ErrorCode.PERMISSION_DENIED, "does not have the required privileges for database 'shop'");
        assertThat(world.rowsAs("ann", "DESC system.one")).hasSize(1);
        world.run("GRANT SELECT ON shop.orders TO USER ann");
        assertThat(Fixture.firstColumn(world.rowsAs("ann", "SHOW DATABASES"))).contains("shop");
        assertThat(world.rowsAs("ann", "SELECT database, name FROM system.tables WHERE engine = 'ICEBERG'"))
                .containsExactly(row("shop", "orders"));
        assertThat(world.rowsAs("ann", "DESC shop.orders")).hasSize(3);
    }

    @Test
    void table_whose_metadata_are_gone_hides_no_other() {
        world.run("CREATE TABLE shop.broken (a INT)");
        world.lose("warehouse/shop/broken-");
        world.close();
        world = new StagedWorld(directory);
        assertThat(world.rows("SELECT name, total_columns, num_rows FROM system.tables WHERE database = 'shop' ORDER BY name"))
                .containsExactly(row("broken", "0", null), row("orders", "3", "0"));
        assertThat(names("SHOW TABLES FROM shop")).containsExactly("broken", "orders");
        assertThat(names("SELECT name FROM system.columns WHERE database = 'shop' AND name = 'id'")).containsExactly("id");
        world.expect("DESC shop.broken", ErrorCode.STORAGE_NOT_FOUND, "broken-");
    }
}
