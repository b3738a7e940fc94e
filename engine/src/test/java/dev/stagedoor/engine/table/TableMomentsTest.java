package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code AT (SNAPSHOT => …)} and {@code AT (TIMESTAMP => …)}, on a real embedded store. */
class TableMomentsTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
        world.run("CREATE TABLE t (id INT, name VARCHAR)");
        world.run("INSERT INTO t VALUES (1, 'one')");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<List<@Nullable String>> rows(String sql) {
        return world.rows(sql);
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    private void refused(String sql, ErrorCode code, String... texts) {
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> rows(sql))
                .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getMessage()).contains(texts));
    }

    /** Of the content of now. */
    private String snapshot() {
        return cell("snapshot_id");
    }

    private String cell(String column) {
        String sql = "SELECT " + column + " FROM system.snapshots WHERE table_name = 't' AND is_current";
        return Objects.requireNonNull(rows(sql).getFirst().getFirst());
    }

    @Test
    void table_is_read_as_it_was_with_the_columns_it_had() {
        String first = snapshot();
        world.run("INSERT INTO t VALUES (2, 'two')");
        String second = snapshot();
        world.run("ALTER TABLE t ADD COLUMN more INT");
        world.run("ALTER TABLE t RENAME COLUMN name TO called");
        world.run("TRUNCATE TABLE t");
        world.run("INSERT INTO t VALUES (3, 'three', 33)");
        assertThat(rows("SELECT * FROM t AT (SNAPSHOT => '" + first + "')")).containsExactly(row("1", "one"));
        assertThat(rows("SELECT t.name FROM default.t AT (SNAPSHOT => '" + second + "') WHERE t.id > 1")).containsExactly(row("two"));
        assertThat(rows("SELECT * FROM t")).containsExactly(row("3", "three", "33"));
        assertThat(rows("SELECT * FROM t AT (SNAPSHOT => '" + snapshot() + "')")).containsExactly(row("3", "three", "33"));
    }

    @Test
    void one_query_reads_a_table_as_of_several_moments() {
        String first = snapshot();
        world.run("INSERT INTO t VALUES (2, 'two')");
        String second = snapshot();
        world.run("INSERT INTO t VALUES (3, 'three')");
        String old = "t AT (SNAPSHOT => '" + first + "')";
        String newer = "t AT (SNAPSHOT => '" + second + "')";
        assertThat(rows("SELECT a.id FROM " + newer + " a LEFT JOIN " + old + " b ON a.id = b.id WHERE b.id IS NULL"))
                .containsExactly(row("2"));
        assertThat(rows("SELECT (SELECT count(*) FROM " + old + "), (SELECT count(*) FROM " + newer + "), (SELECT count(*) FROM t),"
                + " (SELECT count(*) FROM default.t), (SELECT count(*) FROM " + old + ")"))
                .containsExactly(row("1", "2", "3", "3", "1"));
        assertThat(rows("SELECT (SELECT count(*) FROM default.t), (SELECT count(*) FROM " + old + ")")).containsExactly(row("3", "1"));
        assertThat(rows("SELECT (SELECT count(*) FROM " + old + "), (SELECT count(*) FROM default.t)")).containsExactly(row("1", "3"));
        assertThat(rows("WITH t AS (SELECT 7 AS id) SELECT t.id, b.id FROM t, " + old + " b")).containsExactly(row("7", "1"));
        world.run("CREATE TABLE u AS SELECT * FROM " + newer);
        assertThat(rows("SELECT count(*) FROM u")).containsExactly(row("2"));
        assertThat(rows("EXPLAIN SELECT * FROM " + old)).isNotEmpty();
        assertThat(rows("SHOW TABLES WHERE (SELECT count(*) FROM " + old + ") = 1")).hasSize(2);
    }

    @Test
    void table_is_read_as_of_a_time() {
        String before = cell("committed_at");
        do {
            world.run("INSERT INTO t VALUES (2, 'two')");
        } while (cell("committed_at").equals(before));
        String all = Objects.requireNonNull(rows("SELECT count(*) FROM t").getFirst().getFirst());
        String then = rows("SELECT total_rows FROM system.snapshots WHERE table_name = 't' AND committed_at = '" + before + "'"
                + " ORDER BY total_rows DESC").getFirst().getFirst();
        assertThat(rows("SELECT count(*) FROM t AT (TIMESTAMP => '" + before + "'::TIMESTAMP)")).containsExactly(row(then));
        assertThat(rows("SELECT count(*) FROM t AT (TIMESTAMP => '" + before + "')")).containsExactly(row(then));
        assertThat(rows("SELECT count(*) FROM t AT (TIMESTAMP => now())")).containsExactly(row(all));
        assertThat(rows("SELECT count(*) FROM t AT (TIMESTAMP => now() + INTERVAL 1 HOUR)")).containsExactly(row(all));
        refused("SELECT * FROM t AT (TIMESTAMP => now() - INTERVAL 1 DAY)", ErrorCode.TABLE_HISTORICAL_DATA_NOT_FOUND, "system.snapshots");
        refused("SELECT * FROM t AT (TIMESTAMP => 'yesterday')", ErrorCode.BAD_ARGUMENTS, "yesterday");
        refused("SELECT * FROM t AT (TIMESTAMP => NULL)", ErrorCode.BAD_ARGUMENTS, "NULL");
        refused("SELECT * FROM t AT (TIMESTAMP => (SELECT max(committed_at) FROM system.snapshots))", ErrorCode.UNIMPLEMENTED, "no table");
        refused("SELECT * FROM t AT (TIMESTAMP => (SELECT max(id) FROM t))", ErrorCode.UNKNOWN_TABLE, "t");
    }

    @Test
    void table_without_content_is_empty_as_of_now() {
        world.run("CREATE TABLE u (a INT)");
        assertThat(rows("SELECT * FROM u AT (TIMESTAMP => now())")).isEmpty();
    }

    @Test
    void what_is_not_known_is_refused() {
        refused("SELECT * FROM t AT (SNAPSHOT => '7')", ErrorCode.TABLE_HISTORICAL_DATA_NOT_FOUND, "no snapshot 7", "system.snapshots");
        refused("SELECT * FROM t AT (SNAPSHOT => 'a1b2')", ErrorCode.BAD_ARGUMENTS, "system.snapshots");
        refused("SELECT * FROM nothing AT (SNAPSHOT => '7')", ErrorCode.UNKNOWN_TABLE, "nothing");
        refused("WITH w AS (SELECT 1) SELECT * FROM w AT (SNAPSHOT => '7')", ErrorCode.UNKNOWN_TABLE, "w");
    }

    @Test
    void past_is_seen_by_those_who_may_read_the_table() {
        world.run("CREATE USER reader IDENTIFIED BY 'CHANGEME123'");
        String sql = "SELECT id FROM t AT (SNAPSHOT => '" + snapshot() + "')";
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> world.rowsAs("reader", sql))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> world.rowsAs("reader", "SELECT id FROM t AT (SNAPSHOT => '7')"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        world.run("GRANT SELECT ON t TO USER reader");
        assertThat(world.rowsAs("reader", sql)).containsExactly(row("1"));
    }
}
