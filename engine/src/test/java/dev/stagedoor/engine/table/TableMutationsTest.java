package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.query.StagedWorld;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.TableId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DELETE, UPDATE and MERGE, on a real embedded store. */
class TableMutationsTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
        world.run("CREATE TABLE t (id INT NOT NULL, name VARCHAR DEFAULT 'nobody', small TINYINT UNSIGNED)");
        world.run("INSERT INTO t VALUES (1, 'one', 1), (2, 'two', 2)");
        world.run("INSERT INTO t VALUES (3, 'three', 3), (4, NULL, NULL)");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<List<@Nullable String>> rows(String sql) {
        return world.rows(sql);
    }

    private List<List<@Nullable String>> all() {
        return rows("SELECT * FROM t ORDER BY id");
    }

    private List<@Nullable String> ids() {
        return rows("SELECT id FROM t ORDER BY id").stream().map(List::getFirst).toList();
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    private List<List<@Nullable String>> snapshots() {
        return rows("SELECT operation, deleted_files, added_files FROM system.snapshots WHERE table_name = 't' ORDER BY committed_at,"
                + " is_current");
    }

    private void refused(String sql, ErrorCode code, String... texts) {
        assertThatExceptionOfType(StagedoorException.class)
                .isThrownBy(() -> rows(sql))
                .satisfies(e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getMessage()).contains(texts));
    }

    @Test
    void rows_are_deleted_where_the_condition_holds() {
        assertThat(world.query("DELETE FROM t WHERE id = 2").schema().getFirst().name()).isEqualTo("number of rows deleted");
        assertThat(ids()).containsExactly("1", "3", "4");
        assertThat(snapshots().getLast()).containsExactly("overwrite", "1", "1");
        assertThat(rows("DELETE FROM t AS x WHERE x.name > 'a' -- and that is all")).containsExactly(row("2"));
        assertThat(all()).containsExactly(row("4", null, null));
    }

    @Test
    void delete_of_nothing_commits_nothing() {
        int before = snapshots().size();
        assertThat(rows("DELETE FROM t WHERE name = 'nine'")).containsExactly(row("0"));
        assertThat(rows("UPDATE t SET name = 'x' WHERE id > 9")).containsExactly(row("0"));
        assertThat(rows("MERGE INTO t USING (SELECT 9 AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE")).containsExactly(row("0"));
        assertThat(snapshots()).hasSize(before);
        refused("UPDATE t SET name = other WHERE id > 9", ErrorCode.SEMANTIC, "other");
        refused("UPDATE t SET other = 1 WHERE id > 9", ErrorCode.BAD_ARGUMENTS, "other");
    }

    @Test
    void delete_of_all_rows_reads_none_and_keeps_what_was_loaded() {
        world.put("a.csv", "7,seven,7\n");
        String copy = "COPY INTO t FROM @s/a.csv FILE_FORMAT = (TYPE = CSV)";
        assertThat(rows(copy)).hasSize(1);
        assertThat(rows("DELETE FROM t")).containsExactly(row("5"));
        assertThat(all()).isEmpty();
        assertThat(rows("DELETE FROM t")).containsExactly(row("0"));
        assertThat(rows(copy)).isEmpty();
        world.run("INSERT INTO t (id) VALUES (1)");
        assertThat(rows("DELETE FROM t WHERE TRUE")).containsExactly(row("1"));
        assertThat(rows(copy)).isEmpty();
    }

    @Test
    void condition_may_read_other_tables_the_table_itself_and_files() {
        world.put("ids.csv", "1\n");
        world.run("CREATE TABLE u (id INT)");
        world.run("INSERT INTO u VALUES (3), (NULL)");
        assertThat(rows("DELETE FROM t WHERE id IN (SELECT id FROM u)")).containsExactly(row("1"));
        assertThat(rows("DELETE FROM t WHERE id = (SELECT max(id) FROM t)")).containsExactly(row("1"));
        assertThat(rows("DELETE FROM t WHERE EXISTS (SELECT 1 FROM @s/ids.csv (FILE_FORMAT => 'csv') f WHERE CAST(f.$1 AS INT) = t.id)"))
                .containsExactly(row("1"));
        assertThat(ids()).containsExactly("2");
    }

    @Test
    void rows_are_updated_where_the_condition_holds() {
        assertThat(rows("UPDATE t SET name = upper(name), small = small + id WHERE id <= 3")).containsExactly(row("3"));
        assertThat(all()).containsExactly(
                row("1", "ONE", "2"), row("2", "TWO", "4"), row("3", "THREE", "6"), row("4", null, null));
        assertThat(rows("UPDATE default.t x SET x.name = DEFAULT, small = CASE WHEN id = 4 THEN 0 ELSE x.small END"))
                .containsExactly(row("4"));
        assertThat(all()).containsExactly(
                row("1", "nobody", "2"), row("2", "nobody", "4"), row("3", "nobody", "6"), row("4", "nobody", "0"));
        assertThat(rows("UPDATE t SET id = id + 1, name = CAST(id AS VARCHAR)")).containsExactly(row("4"));
        assertThat(rows("SELECT id, name FROM t ORDER BY id"))
                .containsExactly(row("2", "1"), row("3", "2"), row("4", "3"), row("5", "4"));
    }

    @Test
    void value_is_computed_for_the_rows_that_change_alone() {
        world.run("UPDATE t SET name = '12' WHERE id = 1");
        assertThat(rows("UPDATE t SET small = CAST(name AS INT) WHERE name = '12'")).containsExactly(row("1"));
        assertThat(all()).contains(row("1", "12", "12"));
    }

    @Test
    void value_that_the_column_cannot_have_changes_nothing() {
        var before = all();
        refused("UPDATE t SET small = 256 WHERE id = 1", ErrorCode.BAD_ARGUMENTS, "256");
        refused("UPDATE t SET id = NULL WHERE id = 1", ErrorCode.BAD_ARGUMENTS, "column 'id' must have a value in every row");
        refused("UPDATE t SET id = name", ErrorCode.BAD_ARGUMENTS, "cannot parse a number");
        refused("UPDATE t SET id = 1, id = 2", ErrorCode.BAD_ARGUMENTS, "twice");
        refused("UPDATE t SET name = 'x' WHERE random() < 0.5", ErrorCode.UNIMPLEMENTED, "Spark");
        refused(
                "MERGE INTO t USING (SELECT 9 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, small) VALUES (9, -1)",
                ErrorCode.BAD_ARGUMENTS, "-1");
        refused(
                "MERGE INTO t USING (SELECT 9 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (name) VALUES ('x')",
                ErrorCode.BAD_ARGUMENTS, "column 'id' must have a value in every row");
        refused(
                "MERGE INTO t USING (SELECT 9 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, name) VALUES (1)",
                ErrorCode.BAD_ARGUMENTS, "1 values for 2 columns");
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void update_takes_values_from_other_tables() {
        world.run("CREATE TABLE u (id INT, name VARCHAR)");
        world.run("INSERT INTO u VALUES (1, 'uno'), (3, NULL), (9, 'nueve')");
        assertThat(rows("UPDATE t SET name = u.name FROM u WHERE t.id = u.id")).containsExactly(row("2"));
        assertThat(rows("SELECT name FROM t ORDER BY id")).containsExactly(row("uno"), row("two"), row((String) null), row((String) null));
        assertThat(rows("UPDATE t a SET name = b.name FROM t b, u WHERE a.id = b.id + 1 AND u.id = b.id")).containsExactly(row("2"));
        assertThat(rows("SELECT id, name FROM t ORDER BY id"))
                .containsExactly(row("1", "uno"), row("2", "uno"), row("3", null), row("4", null));
        world.run("INSERT INTO u VALUES (1, 'eins')");
        refused("UPDATE t SET name = u.name FROM u WHERE t.id = u.id", ErrorCode.UNRESOLVABLE_CONFLICT, "multi rows from source");
    }

    @Test
    void merge_updates_deletes_and_inserts() {
        world.run("CREATE TABLE u (id INT, name VARCHAR, small INT, gone BOOLEAN)");
        world.run("INSERT INTO u VALUES (1, 'uno', 11, false), (2, 'dos', 12, true), (5, 'cinco', 15, false), (6, 'seis', 16, true),"
                + " (NULL, 'nada', 0, true)");
        var merged = world.query("MERGE INTO t USING u AS s ON t.id = s.id WHEN MATCHED AND s.gone THEN DELETE"
                + " WHEN MATCHED THEN UPDATE SET t.name = s.name, small = CASE WHEN s.small > 10 THEN s.small END"
                + " WHEN NOT MATCHED AND NOT s.gone THEN INSERT (id, small) VALUES (s.id, s.small)"
                + " WHEN NOT MATCHED AND s.id IS NOT NULL THEN INSERT VALUES (s.id, s.name, DEFAULT)");
        assertThat(merged.schema()).extracting(column -> column.name())
                .containsExactly("number of rows inserted", "number of rows updated", "number of rows deleted");
        assertThat(Fixture.rows(merged)).containsExactly(row("2", "1", "1"));
        assertThat(all()).containsExactly(
                row("1", "uno", "11"), row("3", "three", "3"), row("4", null, null), row("5", "nobody", "15"), row("6", "seis", null));
        assertThat(rows("MERGE INTO t AS x USING (SELECT 3 AS id, 'tres' AS name, 33 AS small UNION ALL SELECT 7, 'siete', 7) AS s"
                + " ON x.id = s.id WHEN MATCHED THEN UPDATE * WHEN NOT MATCHED THEN INSERT *")).containsExactly(row("1", "1"));
        assertThat(all()).contains(row("3", "tres", "33"), row("7", "siete", "7"), row("6", "seis", null));
    }

    @Test
    void merge_takes_files_of_a_stage() {
        world.put("m.csv", "1,eins\n8,acht\n");
        assertThat(rows("MERGE INTO t USING (SELECT CAST($1 AS INT) AS id, $2 AS name FROM @s/m.csv (FILE_FORMAT => 'csv')) s"
                + " ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name"
                + " WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)"))
                .containsExactly(row("1", "1"));
        assertThat(rows("MERGE INTO t USING @s/m.csv (FILE_FORMAT => 'csv') s ON t.id = CAST(s.$1 AS INT) WHEN MATCHED THEN DELETE"))
                .containsExactly(row("2"));
        assertThat(ids()).containsExactly("2", "3", "4");
    }

    @Test
    void row_is_changed_by_one_match_or_the_merge_is_refused() {
        String source = "(SELECT 1 AS id, 'a' AS name UNION ALL SELECT 1, 'b') s";
        refused(
                "MERGE INTO t USING " + source + " ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name",
                ErrorCode.UNRESOLVABLE_CONFLICT, "multi rows from source match one and the same row");
        refused("MERGE INTO t USING " + source + " ON t.id = s.id WHEN MATCHED THEN DELETE", ErrorCode.UNRESOLVABLE_CONFLICT, "multi rows");
        assertThat(rows("MERGE INTO t USING " + source + " ON t.id = s.id WHEN MATCHED AND s.name = 'b' THEN UPDATE SET name = s.name"))
                .containsExactly(row("1"));
        assertThat(all()).contains(row("1", "b", "1"));
        assertThat(rows("MERGE INTO t USING (SELECT 8 AS id UNION ALL SELECT 8) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id)"
                + " VALUES (s.id)")).containsExactly(row("2"));
    }

    @Test
    void table_without_rows_is_merged_into() {
        world.run("CREATE TABLE e (id INT, name VARCHAR)");
        assertThat(rows("MERGE INTO e USING t ON e.id = t.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (t.id, t.name)"))
                .containsExactly(row("4", "0"));
        assertThat(rows("SELECT count(*) FROM e")).containsExactly(row("4"));
        assertThat(rows("MERGE INTO e USING t ON e.id = t.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (t.id, t.name)"))
                .containsExactly(row("0", "4"));
        assertThat(rows("SELECT count(*) FROM e")).containsExactly(row("0"));
    }

    @Test
    void values_of_every_kind_stay_what_they_are() {
        world.run("CREATE TABLE k (id INT, v VARIANT, a ARRAY(INT), m MAP(VARCHAR, INT), s TUPLE(x INT, y VARCHAR), d DECIMAL(38, 10),"
                + " b BINARY, at TIMESTAMP, u BIGINT UNSIGNED)");
        world.run("INSERT INTO k SELECT 1, parse_json('{\"a\": [1, null]}'), [1, NULL], map(['k'], [7]), (1, 'y'), 1.5, 'ab'::BINARY,"
                + " '2026-01-02 03:04:05.678901', 18446744073709551615");
        world.run("INSERT INTO k (id) VALUES (2)");
        world.run("ALTER TABLE k ADD COLUMN later VARCHAR DEFAULT 'old'");
        var before = rows("SELECT * FROM k ORDER BY id");
        assertThat(rows("UPDATE k SET id = id WHERE TRUE")).containsExactly(row("2"));
        assertThat(rows("SELECT * FROM k ORDER BY id")).isEqualTo(before);
        assertThat(rows("MERGE INTO k USING (SELECT 1 AS id) s ON k.id = s.id WHEN MATCHED THEN UPDATE SET later = 'new'"))
                .containsExactly(row("1"));
        assertThat(rows("SELECT * EXCLUDE (later) FROM k ORDER BY id"))
                .isEqualTo(before.stream().map(each -> each.subList(0, each.size() - 1)).toList());
        assertThat(rows("UPDATE k a SET v = b.v, a = b.a, m = b.m, s = b.s FROM k b WHERE a.id = 2 AND b.id = 1"))
                .containsExactly(row("1"));
        assertThat(rows("SELECT count(*) FROM k a JOIN k b ON a.id = 1 AND b.id = 2 AND a.a = b.a AND a.m = b.m AND a.s = b.s"
                + " AND a.v::VARCHAR = b.v::VARCHAR")).containsExactly(row("1"));
    }

    @Test
    void many_statements_at_once_change_each_row_as_if_one_after_the_other() throws Exception {
        world.run("UPDATE t SET small = 0");
        List<Callable<List<List<@Nullable String>>>> statements = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int id = 100 + i;
            statements.add(() -> rows("UPDATE t SET small = small + 1 WHERE id <= 4"));
            statements.add(() -> rows("INSERT INTO t (id, small) VALUES (" + id + ", 0)"));
            statements.add(() -> rows("MERGE INTO t USING (SELECT 50 AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE"
                    + " SET small = t.small + 1 WHEN NOT MATCHED THEN INSERT (id, small) VALUES (50, 1)"));
        }
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (Future<List<List<@Nullable String>>> each : threads.invokeAll(statements)) {
                each.get();
            }
        }
        assertThat(rows("SELECT small, count(*) FROM t WHERE id <= 4 GROUP BY small")).containsExactly(row("12", "4"));
        assertThat(rows("SELECT count(*), sum(small) FROM t WHERE id >= 100")).containsExactly(row("12", "0"));
        assertThat(rows("SELECT small FROM t WHERE id = 50")).containsExactly(row("12"));
    }

    @Test
    void merge_may_read_its_own_target() {
        assertThat(rows("MERGE INTO t USING t AS s ON t.id = s.id + 1 WHEN MATCHED THEN UPDATE SET name = s.name"
                + " WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id + 1, s.name)")).containsExactly(row("1", "3"));
        assertThat(rows("SELECT id, name FROM t ORDER BY id")).containsExactly(
                row("1", "one"), row("2", "one"), row("3", "two"), row("4", "three"), row("5", null));
        assertThat(rows("MERGE INTO t USING (SELECT max(id) AS id FROM t) s ON t.id = s.id WHEN MATCHED THEN DELETE"))
                .containsExactly(row("1"));
        assertThat(ids()).containsExactly("1", "2", "3", "4");
        assertThat(rows("MERGE INTO t x USING t y ON x.id = y.id WHEN MATCHED THEN DELETE")).containsExactly(row("4"));
        assertThat(ids()).isEmpty();
    }

    @Test
    void files_that_changes_have_replaced_are_removed_once_they_are_old_and_no_others() {
        world.run("DELETE FROM t WHERE id = 1");
        world.run("UPDATE t SET small = 9 WHERE id = 3");
        world.run("MERGE INTO t USING (SELECT 2 AS id UNION ALL SELECT 5) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = 'zwei'"
                + " WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)");
        var before = all();
        int files = world.keys("warehouse/", ".*/data/.*").size();
        assertThat(rows("OPTIMIZE TABLE t PURGE")).as("nothing is old").containsExactly(row("0", "0", "0"));
        world.fixture.warehouse.sweep(() -> {});
        assertThat(world.keys("warehouse/", ".*/data/.*")).hasSize(files);

        world.fixture.clock.set(Instant.now().plus(Duration.ofDays(3))); // Iceberg goes by the clock of the machine

        world.fixture.warehouse.sweep(() -> {});
        assertThat(all()).isEqualTo(before);
        assertThat(world.keys("warehouse/", ".*/data/.*")).as("the past can still be read").hasSize(files);
        world.run("OPTIMIZE TABLE t PURGE");
        assertThat(all()).isEqualTo(before);
        assertThat(world.keys("warehouse/", ".*/data/.*"))
                .hasSize(world.fixture.warehouse.table(new TableId("default", "t")).files().size());
        world.run("DELETE FROM t");
        world.fixture.clock.turn(Duration.ofDays(3));
        world.run("OPTIMIZE TABLE t PURGE");
        assertThat(world.keys("warehouse/", ".*/data/.*")).isEmpty();
        assertThat(all()).isEmpty();
    }

    @Test
    void files_are_joined_while_rows_are_loaded_and_changed() throws Exception {
        List<Callable<List<List<@Nullable String>>>> statements = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int id = 100 + i;
            world.put("c/" + i + ".csv", id + ",loaded,1\n" + (id + 1000) + ",loaded,1\n");
            statements.add(() -> rows("COPY INTO t FROM @s/c/ FILE_FORMAT = (TYPE = CSV)"));
            statements.add(() -> compact());
            statements.add(() -> rows("DELETE FROM t WHERE id = " + (1000 + id)));
            statements.add(() -> rows("UPDATE t SET small = small + 1 WHERE id <= 3"));
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<List<List<@Nullable String>>> each : threads.invokeAll(statements)) {
                each.get();
            }
        }
        world.run("DELETE FROM t WHERE id > 1000");
        world.run("OPTIMIZE TABLE t COMPACT");
        assertThat(rows("SELECT id, small FROM t WHERE id < 100 ORDER BY id"))
                .containsExactly(row("1", "11"), row("2", "12"), row("3", "13"), row("4", null));
        assertThat(rows("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM t WHERE id >= 100"))
                .containsExactly(row("10", "10", "100", "109"));
    }

    /** Others may be faster for ever: then it says so, and nothing is changed. */
    private List<List<@Nullable String>> compact() {
        try {
            return rows("OPTIMIZE TABLE t COMPACT");
        } catch (StagedoorException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.TABLE_VERSION_MISMATCHED);
            return List.of();
        }
    }

    @Test
    void past_of_the_table_can_be_read_by_its_own_update() {
        String before = rows("SELECT snapshot_id FROM system.snapshots WHERE table_name = 't' AND is_current").getFirst().getFirst();
        world.run("UPDATE t SET name = 'lost'");
        assertThat(rows("UPDATE t SET name = o.name FROM t AT (SNAPSHOT => '" + before + "') o WHERE t.id = o.id"))
                .containsExactly(row("4"));
        assertThat(rows("SELECT name FROM t ORDER BY id")).containsExactly(row("one"), row("two"), row("three"), row((String) null));
    }
}
