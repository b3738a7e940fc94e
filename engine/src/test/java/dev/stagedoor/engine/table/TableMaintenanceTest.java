package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableFile;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.table.WrittenFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** UNDROP, DROP … ALL and OPTIMIZE TABLE, on a real embedded store. */
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

    private int files() {
        return world.fixture.warehouse.table(new TableId("default", "t")).files().size();
    }

    @Test
    void small_files_become_one_and_no_row_and_nothing_that_is_known_changes() {
        world.put("a.csv", "3,three\n");
        world.run("COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)");
        for (int i = 10; i < 15; i++) {
            world.run("INSERT INTO t VALUES (" + i + ", 'row')");
        }
        List<List<@Nullable String>> before = world.rows("SELECT * FROM t ORDER BY id");
        assertThat(files()).isEqualTo(7);

        assertThat(world.rows("OPTIMIZE TABLE t COMPACT")).containsExactly(row("7", "1"));

        assertThat(files()).isEqualTo(1);
        assertThat(world.rows("SELECT * FROM t ORDER BY id")).isEqualTo(before).hasSize(8);
        assertThat(world.rows("COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)")).isEmpty();
        assertThat(world.rows("SELECT operation, total_rows FROM system.snapshots WHERE is_current")).containsExactly(row("replace", "8"));
        assertThat(world.rows("OPTIMIZE TABLE t COMPACT")).as("nothing is left to join").containsExactly(row("0", "0"));
        world.run("INSERT INTO t VALUES (99, 'after')");
        assertThat(world.rows("OPTIMIZE TABLE t ALL")).containsExactly(row("2", "1", "0", "0", "0"));
        assertThat(world.rows("SELECT count(*), sum(id) FROM t")).containsExactly(row("9", "165"));
    }

    @Test
    void files_from_before_changes_of_columns_are_joined_with_the_columns_of_now() {
        world.run("ALTER TABLE t RENAME COLUMN name TO title");
        world.run("ALTER TABLE t ADD COLUMN n TINYINT UNSIGNED DEFAULT 7");
        world.run("INSERT INTO t VALUES (3, 'three', 255)");
        world.run("ALTER TABLE t DROP COLUMN id");
        List<List<@Nullable String>> before = world.rows("SELECT * FROM t ORDER BY title");

        assertThat(world.rows("OPTIMIZE TABLE t COMPACT")).containsExactly(row("2", "1"));

        assertThat(world.rows("SELECT * FROM t ORDER BY title")).isEqualTo(before).containsExactly(
                row("one", "7"), row("three", "255"), row("two", "7"));
        assertThat(world.fixture.warehouse.table(new TableId("default", "t")).sameSchemaEverywhere()).isTrue();
    }

    @Test
    void files_are_joined_within_their_partitions() {
        world.run("CREATE TABLE p (part INT, x INT) PARTITION BY (part)");
        world.run("INSERT INTO p VALUES (1, 1), (2, 2)");
        world.run("INSERT INTO p VALUES (1, 3), (2, 4), (NULL, 5)");

        assertThat(world.rows("OPTIMIZE TABLE p COMPACT")).containsExactly(row("4", "2"));

        assertThat(world.rows("SELECT part, x FROM p ORDER BY x"))
                .containsExactly(row("1", "1"), row("2", "2"), row("1", "3"), row("2", "4"), row(null, "5"));
        assertThat(world.rows("SELECT sum(x) FROM p WHERE part = 1")).containsExactly(row("4"));
    }

    @Test
    void analyze_tells_of_each_column_what_is_in_it() {
        world.run("CREATE TABLE a (\"odd \"\"name\" INT, word VARCHAR, list ARRAY(INT))");
        world.run("INSERT INTO a VALUES (1, 'x', [1]), (2, 'x', NULL), (NULL, 'y', [2])");
        assertThat(world.rows("ANALYZE TABLE a")).containsExactly(
                row("odd \"name", "3", "1", "2"), row("word", "3", "0", "2"), row("list", "3", "1", null));
        world.run("TRUNCATE TABLE a");
        assertThat(world.rows("ANALYZE TABLE a")).contains(row("word", "0", "0", "0"));
        world.expect("ANALYZE TABLE nothing", ErrorCode.UNKNOWN_TABLE, "nothing");
    }

    @Test
    void values_of_every_type_come_through() {
        world.run("CREATE TABLE v (a ARRAY(INT), m MAP(VARCHAR, BIGINT), s TUPLE(x INT, y VARCHAR), b BINARY, d DECIMAL(38, 10),"
                + " u BIGINT UNSIGNED, f FLOAT, t TIMESTAMP, j VARIANT, o BOOLEAN NOT NULL)");
        for (int i = 0; i < 2; i++) {
            world.run("INSERT INTO v SELECT [1, NULL], {'k': 7}, (1, 'y'), 'ab'::BINARY, 1.5, 18446744073709551615, 0.1,"
                    + " '2026-01-02 03:04:05.000006', parse_json('{\"a\": [1]}'), true");
        }
        List<List<@Nullable String>> before = world.rows("SELECT * FROM v");

        assertThat(world.rows("OPTIMIZE TABLE v COMPACT")).containsExactly(row("2", "1"));

        assertThat(world.rows("SELECT * FROM v")).isEqualTo(before);
    }

    @Test
    void appends_of_the_same_time_are_kept_and_what_was_replaced_meanwhile_is_not_brought_back() {
        Warehouse warehouse = world.fixture.warehouse;
        TableId id = new TableId("default", "t");
        world.run("INSERT INTO t VALUES (3, 'three')");
        Table base = warehouse.table(id);
        List<TableFile> small = base.files();
        world.run("INSERT INTO t VALUES (4, 'four')");
        List<WrittenFile> joined = List.of(copyOf(small, base));

        warehouse.compact(base, small, joined);
        assertThat(files()).isEqualTo(2);

        Table next = warehouse.table(id);
        List<TableFile> both = next.files();
        world.run("INSERT OVERWRITE t VALUES (5, 'five')");
        assertThatThrownBy(() -> warehouse.compact(next, both, List.of(copyOf(both, next))))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_VERSION_MISMATCHED));
        assertThat(world.rows("SELECT id FROM t")).containsExactly(row("5"));
    }

    /** As if their rows had been written to one file. */
    private static WrittenFile copyOf(List<TableFile> files, Table table) {
        return new WrittenFile(table.newDataFile(), 4, files.stream().mapToLong(TableFile::rows).sum(), Map.of());
    }
}
