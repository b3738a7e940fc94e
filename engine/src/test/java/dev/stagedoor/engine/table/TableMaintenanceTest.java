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

/** UNDROP and OPTIMIZE TABLE, on a real embedded store. */
class TableMaintenanceTest {
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
    void a_dropped_table_comes_back_with_its_rows_and_what_was_loaded_into_it() {
        world.put("a.csv", "3,three\n");
        world.run("COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)");
        world.run("DROP TABLE t");
        world.expect("SELECT * FROM t", ErrorCode.UNKNOWN_TABLE, "");

        world.run("UNDROP TABLE t");

        assertThat(world.rows("SELECT id FROM t ORDER BY id")).containsExactly(row("1"), row("2"), row("3"));
        assertThat(world.rows("COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)")).isEmpty();
        world.expect("UNDROP TABLE t", ErrorCode.UNKNOWN_TABLE, "no dropped table of this name");
        world.run("DROP TABLE t");
        world.run("CREATE TABLE t (other INT)");
        world.expect("UNDROP TABLE t", ErrorCode.TABLE_ALREADY_EXISTS, "rename it");
        world.expect("UNDROP TABLE nowhere.t", ErrorCode.UNKNOWN_DATABASE, "nowhere");
    }

    @Test
    void whoever_brings_a_table_back_owns_it_and_nobody_else_has_rights() {
        world.run("CREATE ROLE seller");
        world.run("CREATE USER sue IDENTIFIED BY 'longenough1'");
        world.run("GRANT ROLE seller TO sue");
        world.run("GRANT SELECT ON default.t TO ROLE seller");
        world.run("DROP TABLE t");
        world.run("UNDROP TABLE t");
        assertThat(world.rows("SHOW GRANTS ON TABLE default.t").toString()).contains("OWNERSHIP").doesNotContain("seller");
    }

    @Test
    void dropped_with_all_nothing_is_left() {
        world.run("DROP TABLE t ALL");
        world.expect("UNDROP TABLE t", ErrorCode.UNKNOWN_TABLE, "ALL");
        assertThat(world.fixture.warehouse.tables("default")).isEmpty();
    }

    @Test
    void purge_tells_what_it_has_removed() {
        assertThat(world.query("OPTIMIZE TABLE t PURGE").schema()).extracting(column -> column.name())
                .containsExactly("snapshots_expired", "files_removed", "bytes_removed");
        assertThat(world.rows("OPTIMIZE TABLE t PURGE")).containsExactly(row("0", "0", "0"));
        assertThat(world.rows("SELECT count(*) FROM t")).containsExactly(row("2"));
        world.expect("OPTIMIZE TABLE nothing PURGE", ErrorCode.UNKNOWN_TABLE, "nothing");
    }
}
