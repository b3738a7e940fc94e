package dev.stagedoor.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.query.StagedWorld;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a table a query reads; on a real embedded store. */
class PrunedFilesTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
        world.run("CREATE TABLE t (id INT, name VARCHAR, price DOUBLE)");
        world.run("INSERT INTO t VALUES (1, 'one', 1.5), (2, 'two', NULL)");
        world.run("INSERT INTO t VALUES (10, 'ten', 'nan'::DOUBLE), (20, 'twenty', 2.5)");
        world.run("INSERT INTO t VALUES (100, NULL, 0.5)");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    /** How many files a query reads, as EXPLAIN tells. */
    private int read(String query) {
        return world.rows("EXPLAIN " + query).stream()
                .map(line -> Objects.requireNonNull(line.getFirst()))
                .filter(line -> line.startsWith("Files of table t: "))
                .mapToInt(line -> Integer.parseInt(line.split(" ")[4]))
                .sum();
    }

    @Test
    void explain_tells_how_many_files_are_left_out_and_why() {
        List<String> lines = world.rows("EXPLAIN SELECT * FROM t WHERE id > 50").stream()
                .map(line -> Objects.requireNonNull(line.getFirst()))
                .toList();
        assertThat(lines).anyMatch(line -> line.startsWith("Files of table t: 1 file, "));
        assertThat(lines).contains("  2 of 3 not read: no row in them passes the conditions on id");
        assertThat(world.rows("SELECT * FROM t WHERE id > 50")).containsExactly(row("100", null, "0.5"));
        assertThat(world.rows("EXPLAIN SELECT * FROM t").stream().map(List::getFirst)).noneMatch(line -> line.contains("not read"));
    }

    @Test
    void files_are_left_out_by_bounds_and_by_nulls() {
        assertThat(read("SELECT * FROM t")).isEqualTo(3);
        assertThat(read("SELECT * FROM t WHERE id = 5")).isZero();
        assertThat(read("SELECT * FROM t WHERE id BETWEEN 2 AND 10")).isEqualTo(2);
        assertThat(read("SELECT count(*) FROM t AS x WHERE x.id IN (1, 200)")).isEqualTo(1);
        assertThat(read("SELECT * FROM t WHERE name >= 'twf'")).isEqualTo(1);
        assertThat(read("SELECT * FROM t WHERE name IS NULL")).isEqualTo(1);
        assertThat(read("SELECT * FROM t WHERE name IS NOT NULL")).isEqualTo(2);
        assertThat(read("SELECT * FROM (SELECT * FROM t WHERE id < 5) WHERE name > 'a'")).isEqualTo(1);
        assertThat(read("WITH big AS (SELECT * FROM default.t WHERE id > 5) SELECT * FROM big a JOIN big b ON a.id = b.id")).isEqualTo(2);
        // NaN is greater than all other numbers.
        assertThat(read("SELECT * FROM t WHERE price > 5")).isEqualTo(1);
        assertThat(world.rows("SELECT id FROM t WHERE price > 5")).containsExactly(row("10"));
    }

    @Test
    void what_may_mean_something_else_rules_nothing_out() {
        assertThat(read("SELECT * FROM t WHERE id = 5 OR name = 'one'")).isEqualTo(3);
        assertThat(read("SELECT * FROM t a, t b WHERE a.id = 5")).isEqualTo(6 / 2);
        assertThat(world.rows("WITH t AS (SELECT 1 AS id UNION ALL SELECT 7) SELECT * FROM t WHERE id = 7")).containsExactly(row("7"));
        assertThat(world.rows("SELECT count(*) FROM (SELECT * FROM t WHERE id = 1) a, (SELECT * FROM t WHERE id = 100) b"))
                .containsExactly(row("1"));
        assertThat(world.rows("SELECT id FROM t WHERE (SELECT max(id) FROM t) = id")).containsExactly(row("100"));
    }

    @Test
    void files_from_before_a_change_of_the_columns_stay_right() {
        world.run("ALTER TABLE t ADD COLUMN kind VARCHAR DEFAULT 'old'");
        world.run("ALTER TABLE t ADD COLUMN note VARCHAR");
        world.run("ALTER TABLE t RENAME COLUMN id TO number");
        world.run("ALTER TABLE t MODIFY COLUMN number BIGINT");
        world.run("ALTER TABLE t ADD COLUMN id INT");
        world.run("INSERT INTO t VALUES (30000000000, 'big', 1, 'new', 'x', 5)");
        assertThat(world.rows("SELECT count(*) FROM t WHERE kind = 'old'")).containsExactly(row("5"));
        assertThat(world.rows("SELECT count(*) FROM t WHERE kind = 'new'")).containsExactly(row("1"));
        assertThat(world.rows("SELECT count(*) FROM t WHERE note IS NULL")).containsExactly(row("5"));
        assertThat(world.rows("SELECT number FROM t WHERE id = 5")).containsExactly(row("30000000000"));
        assertThat(world.rows("SELECT count(*) FROM t WHERE number < 50")).containsExactly(row("4"));
        assertThat(read("SELECT * FROM t WHERE number < 50")).isEqualTo(2);
        assertThat(read("SELECT * FROM t WHERE number > 20000000000")).isEqualTo(1);
    }
}
