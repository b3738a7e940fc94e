package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.engine.Fixture;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What queries do with staged files beyond reading their columns. */
class StagedQueriesTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path directory) {
        world = new StagedWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void elements_of_staged_json_become_rows() {
        world.put("e.ndjson", "{\"id\":1,\"items\":[{\"n\":\"a\"},{\"n\":\"b\"}]}\n{\"id\":2,\"items\":[]}\n");

        assertThat(world.rows("SELECT t.$1:id::INT AS id, f.index, f.value:n::STRING AS n FROM @s/e.ndjson (FILE_FORMAT => 'ndjson') t,"
                        + " LATERAL flatten(input => t.$1:items) f ORDER BY id, n"))
                .containsExactly(row("1", "0", "a"), row("1", "1", "b"));
        assertThat(world.rows("SELECT unnest($1:items):n AS n FROM @s/e.ndjson (FILE_FORMAT => 'ndjson') ORDER BY n"))
                .containsExactly(row("\"a\""), row("\"b\""));
        assertThat(world.rows("SELECT array_size(array_filter([1, 2, 3], x -> x > $1:id::INT)) AS n FROM @s/e.ndjson"
                        + " (FILE_FORMAT => 'ndjson') ORDER BY n"))
                .containsExactly(row("1"), row("2"));
    }

    @Test
    void columns_get_the_names_of_a_list_behind_the_alias() throws Exception {
        world.putParquet("p", "SELECT 1 AS id, 'a' AS name");

        assertThat(world.rows("SELECT t.x, name FROM @s/p t(x)")).containsExactly(row("1", "a"));
        assertThat(world.rows("SELECT y, x FROM @s/p (CASE_SENSITIVE => TRUE) AS t(x, y)")).containsExactly(row("a", "1"));
    }

    @Test
    void plan_tells_which_files_are_read_and_how_large_they_are() {
        for (int i = 0; i < 12; i++) {
            world.put("e/" + (char) ('a' + i) + ".csv", "1,2\n");
        }
        world.put("e2/one.csv", "1\n");

        List<@Nullable String> plan = Fixture.firstColumn(world.rows("EXPLAIN SELECT a.$1 FROM @s/e/ (FILE_FORMAT => 'csv') a"
                + " JOIN @s/e2/one.csv (FILE_FORMAT => 'csv') b ON a.$1 = b.$1"));

        assertThat(plan.subList(plan.size() - 14, plan.size()))
                .startsWith("Files of @s/ (CSV): 12 files, 48 bytes", "  e/a.csv (4 bytes)", "  e/b.csv (4 bytes)")
                .endsWith("  e/j.csv (4 bytes)", "  and 2 more", "Files of @s/ (CSV): 1 file, 2 bytes", "  e2/one.csv (2 bytes)");
    }
}
