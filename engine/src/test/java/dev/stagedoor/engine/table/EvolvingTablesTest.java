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

/** SCHEMA_EVOLUTION and COLUMN_MATCH_MODE of COPY; on a real embedded store. */
class EvolvingTablesTest {
    private static final String PARQUET = " FILE_FORMAT = (TYPE = PARQUET)";
    private static final String EVOLVES = " SCHEMA_EVOLUTION = ()";

    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
        world.run("CREATE TABLE t (id INT, name VARCHAR DEFAULT 'nobody')");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static List<@Nullable String> row(@Nullable String... cells) {
        return Arrays.asList(cells);
    }

    private long snapshots() {
        return world.rows("SELECT snapshot_id FROM system.snapshots").size();
    }

    @Test
    void columns_that_files_have_are_added_in_the_commit_of_the_rows() throws Exception {
        world.putParquet("in/a.parquet", "SELECT 1::INT AS id, 'one' AS name");
        world.putParquet("in/b.parquet", "SELECT 2::INT AS \"ID\", 2.50::DECIMAL(6, 2) AS price, DATE '2026-01-01' AS since");
        world.putParquet("in/c.parquet", "SELECT ['x'] AS tags, 3::INT AS id, 'three' AS name");
        assertThat(world.rows("COPY INTO t FROM @s/in/" + PARQUET + EVOLVES)).hasSize(3);
        assertThat(snapshots()).isEqualTo(1);
        assertThat(world.rows("SELECT id, name, price, since, tags FROM t ORDER BY id"))
                .containsExactly(
                        row("1", "one", null, null, null),
                        row("2", "nobody", "2.50", "2026-01-01", null),
                        row("3", "three", null, null, "[\"x\"]"));
        assertThat(world.rows("DESC t").stream().map(column -> column.get(0) + " " + column.get(1)))
                .containsExactly("id INT", "name VARCHAR", "price DECIMAL(6, 2)", "since DATE", "tags ARRAY(VARCHAR)");
        assertThat(world.rows("COPY INTO t FROM @s/in/" + PARQUET + EVOLVES)).isEmpty();
        world.run("INSERT INTO t (id, price) VALUES (4, 1)");
        assertThat(world.rows("SELECT count(*), count(price) FROM t")).containsExactly(row("4", "2"));
    }

    @Test
    void members_of_objects_become_columns() {
        world.put("in/a.ndjson", "{\"id\": 1, \"name\": \"one\", \"n\": 7}\n{\"id\": 2, \"name\": \"two\"}\n");
        world.run("COPY INTO t FROM @s/in/ FILE_FORMAT = (TYPE = NDJSON)" + EVOLVES);
        assertThat(world.rows("SELECT id, name, n FROM t ORDER BY id")).containsExactly(row("1", "one", "7"), row("2", "two", null));
    }

    @Test
    void nothing_is_added_when_the_copy_fails_or_does_not_say_so() throws Exception {
        world.putParquet("in/a.parquet", "SELECT 'no number' AS id, 1 AS more, 'n' AS name");
        world.expect("COPY INTO t FROM @s/in/" + PARQUET + EVOLVES, ErrorCode.BAD_BYTES, "no number");
        assertThat(world.rows("DESC t")).hasSize(2);
        world.putParquet("fine/a.parquet", "SELECT 1::INT AS id, 1 AS more, 'n' AS name");
        world.run("COPY INTO t FROM @s/fine/" + PARQUET);
        assertThat(world.rows("DESC t")).hasSize(2);
        world.run("COPY INTO t (id) FROM @s/fine/" + PARQUET + " FORCE = TRUE" + EVOLVES);
        assertThat(world.rows("DESC t")).hasSize(2);
        assertThat(world.rows("SELECT name FROM t ORDER BY name")).containsExactly(row("n"), row("nobody"));
        world.put("in/a.csv", "1,2,3\n");
        world.expect("COPY INTO t FROM @s/in/a.csv FILE_FORMAT = (TYPE = CSV)" + EVOLVES, ErrorCode.UNIMPLEMENTED, "PARQUET and NDJSON");
    }

    @Test
    void columns_are_found_by_name_or_by_position() throws Exception {
        world.putParquet("in/a.parquet", "SELECT 'one' AS \"ID\", 1::INT AS x");
        world.run("CREATE TABLE u (a VARCHAR, b INT)");
        world.run("COPY INTO u FROM @s/in/" + PARQUET + " COLUMN_MATCH_MODE = POSITION");
        assertThat(world.rows("SELECT a, b FROM u")).containsExactly(row("one", "1"));
        world.expect("COPY INTO u (a) FROM @s/in/" + PARQUET + " FORCE = TRUE COLUMN_MATCH_MODE = POSITION", ErrorCode.BAD_ARGUMENTS,
                "has 2 columns, and 1 are loaded by position");
        world.run("CREATE TABLE v (id VARCHAR)");
        world.expect("COPY INTO v FROM @s/in/" + PARQUET + " COLUMN_MATCH_MODE = CASE_SENSITIVE", ErrorCode.BAD_ARGUMENTS,
                "has no column 'id'");
        world.run("COPY INTO v FROM @s/in/" + PARQUET + " COLUMN_MATCH_MODE = CASE_INSENSITIVE");
        assertThat(world.rows("SELECT id FROM v")).containsExactly(row("one"));
    }
}
