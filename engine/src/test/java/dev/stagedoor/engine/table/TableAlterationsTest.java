package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ALTER TABLE, and what queries and loads see of tables whose files were written before it; on a real embedded store. */
class TableAlterationsTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        world.run("INSERT INTO t VALUES (1, 'one'), (2, 'two')");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    @Test
    void column_that_is_added_is_null_in_rows_that_are_there() {
        world.run("ALTER TABLE t ADD COLUMN note VARCHAR");
        world.run("INSERT INTO t VALUES (3, 'three', 'new')");
        assertThat(world.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly(row("1", "one", null), row("2", "two", null), row("3", "three", "new"));
        assertThat(world.rows("SELECT id FROM t WHERE note IS NULL ORDER BY id")).containsExactly(row("1"), row("2"));
        world.run("ALTER TABLE t ADD since DATE FIRST");
        world.run("ALTER TABLE t ADD COLUMN size INT AFTER id");
        assertThat(world.rows("SELECT * FROM t WHERE id = 3")).containsExactly(row(null, "3", null, "three", "new"));
    }

    @Test
    void rows_that_are_there_get_the_default_of_a_column_that_is_added() {
        world.run("ALTER TABLE t ADD COLUMN n TINYINT UNSIGNED NOT NULL DEFAULT 1 + 1");
        world.run("ALTER TABLE t ADD COLUMN big BIGINT UNSIGNED DEFAULT 18446744073709551615");
        world.run("ALTER TABLE t ADD COLUMN price DECIMAL(8, 2) DEFAULT 1.5");
        world.run("ALTER TABLE t ADD COLUMN since TIMESTAMP DEFAULT '2026-01-02 03:04:05'");
        world.run("ALTER TABLE t ADD COLUMN word VARCHAR DEFAULT 'it''s' COMMENT 'a word'");
        world.run("INSERT INTO t (id, n, word) VALUES (3, 255, NULL)");
        String defaults = "18446744073709551615";
        assertThat(world.rows("SELECT id, n, big, price, to_string(since), word FROM t ORDER BY id"))
                .containsExactly(
                        row("1", "2", defaults, "1.50", "2026-01-02 03:04:05.000000", "it's"),
                        row("2", "2", defaults, "1.50", "2026-01-02 03:04:05.000000", "it's"),
                        row("3", "255", defaults, "1.50", "2026-01-02 03:04:05.000000", null));
        assertThat(world.rows("SELECT count(*) FROM t WHERE n = 2 AND big > 0")).containsExactly(row("2"));
        world.expect("ALTER TABLE t ADD COLUMN x INT DEFAULT 'no number'", ErrorCode.BAD_ARGUMENTS, "no number");
        world.expect("ALTER TABLE t ADD COLUMN x INT NOT NULL", ErrorCode.BAD_ARGUMENTS, "give it a DEFAULT");
        world.expect("ALTER TABLE t ADD COLUMN x ARRAY(INT) DEFAULT [1]", ErrorCode.UNIMPLEMENTED, "without DEFAULT");
        assertThat(world.rows("DESC t")).hasSize(7);
    }

    @Test
    void renamed_column_keeps_its_values() {
        world.run("ALTER TABLE t RENAME COLUMN name TO title");
        world.run("ALTER TABLE t ADD COLUMN name VARCHAR");
        world.run("INSERT INTO t VALUES (3, 'three', 'another')");
        assertThat(world.rows("SELECT title, name FROM t ORDER BY id"))
                .containsExactly(row("one", null), row("two", null), row("three", "another"));
        world.expect("ALTER TABLE t RENAME COLUMN title TO ID", ErrorCode.ADD_COLUMN_EXISTS, "'id'");
        world.expect("ALTER TABLE t RENAME COLUMN nope TO other", ErrorCode.UNKNOWN_COLUMN, "nope");
    }

    @Test
    void dropped_column_is_gone_and_one_of_its_name_is_another() {
        world.run("ALTER TABLE t DROP COLUMN name");
        assertThat(world.rows("SELECT * FROM t ORDER BY id")).containsExactly(row("1"), row("2"));
        world.run("ALTER TABLE t ADD COLUMN name VARCHAR");
        assertThat(world.rows("SELECT name FROM t")).containsExactly(row((String) null), row((String) null));
        world.run("ALTER TABLE t DROP name");
        world.expect("ALTER TABLE t DROP COLUMN id", ErrorCode.DROP_COLUMN_EMPTY, "drop the table");
    }

    @Test
    void type_is_widened_over_the_files_that_are_there() {
        world.run("ALTER TABLE t ADD COLUMN d DECIMAL(4, 2)");
        world.run("ALTER TABLE t ADD COLUMN f FLOAT");
        world.run("INSERT INTO t VALUES (3, 'x', 12.34, 0.5)");
        world.run("ALTER TABLE t MODIFY COLUMN id BIGINT, COLUMN d DECIMAL(30, 2), COLUMN f DOUBLE");
        world.run("INSERT INTO t VALUES (9223372036854775807, 'y', 1234567890123456789012345678.25, 1e300)");
        assertThat(world.rows("SELECT id, d, f FROM t WHERE d IS NOT NULL ORDER BY id"))
                .containsExactly(row("3", "12.34", "0.5"), row("9223372036854775807", "1234567890123456789012345678.25", "1e300"));
        assertThat(world.rows("SELECT sum(id) FROM t WHERE id < 3")).containsExactly(row("3"));
        world.expect("ALTER TABLE t MODIFY COLUMN id INT", ErrorCode.BAD_ARGUMENTS, "from BIGINT to INT");
        world.expect("ALTER TABLE t MODIFY COLUMN name INT", ErrorCode.BAD_ARGUMENTS, "CREATE TABLE … AS SELECT");
        world.expect("ALTER TABLE t MODIFY COLUMN name VARCHAR NOT NULL", ErrorCode.BAD_ARGUMENTS, "may have NULL");
    }

    @Test
    void comments_and_defaults_are_shown() {
        world.run("ALTER TABLE t COMMENT = 'what''s there'");
        world.run("ALTER TABLE t MODIFY COLUMN name COMMENT 'its name'");
        world.run("ALTER TABLE t MODIFY COLUMN id INT DEFAULT 7");
        assertThat(world.rows("DESC t")).containsExactly(row("id", "INT", "YES", "7", ""), row("name", "VARCHAR", "YES", "NULL", ""));
        assertThat(world.rows("SELECT comment FROM system.columns WHERE database = 'default'")).contains(row("its name"));
        assertThat(world.rows("SELECT comment FROM system.tables WHERE name = 't'")).containsExactly(row("what's there"));
        world.run("INSERT INTO t (name) VALUES ('seven')");
        assertThat(world.rows("SELECT id FROM t WHERE name = 'seven'")).containsExactly(row("7"));
    }

    @Test
    void staged_files_are_loaded_into_the_columns_of_now() {
        world.put("a.ndjson", "{\"id\": 3, \"title\": \"x\", \"note\": \"n\"}\n");
        world.run("ALTER TABLE t RENAME COLUMN name TO title");
        world.run("ALTER TABLE t ADD COLUMN note VARCHAR DEFAULT 'none'");
        world.rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = NDJSON)");
        assertThat(world.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly(row("1", "one", "none"), row("2", "two", "none"), row("3", "x", "n"));
    }

    @Test
    void table_that_is_not_there_is_said_so_unless_that_is_asked() {
        world.expect("ALTER TABLE nope ADD COLUMN a INT", ErrorCode.UNKNOWN_TABLE, "nope");
        world.run("ALTER TABLE IF EXISTS nope ADD COLUMN a INT");
        world.expect("ALTER TABLE system.one ADD COLUMN a INT", ErrorCode.PERMISSION_DENIED, "system");
    }
}
