package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code SELECT … FROM @stage} over NDJSON, on files in a real embedded store. */
class NdjsonFilesTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path path) {
        world = new StagedWorld(path);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void a_name_in_quotes_is_the_name_of_a_member_whatever_it_is() {
        world.put("n.ndjson", """
                {"0": 1, "-1": 2, "1.5": 3, "*": 4, "": 5, "a\\"b": 6, "c\\\\d": 7, "$": 8, "/x": 9, "a.b": 10, "~/*": 11, "*~/": 12}
                {"0": {"0": "in"}, "1.5": [13, 14]}
                """);
        String file = " FROM @s/n.ndjson (FILE_FORMAT => 'ndjson') LIMIT 1";

        assertThat(world.rows("SELECT $1:\"0\", $1:\"-1\", $1:\"1.5\", $1:\"*\", $1:\"\", $1:\"a\"\"b\", $1:\"c\\d\", $1:\"$\", $1:\"/x\","
                        + " $1:\"a.b\", $1:\"~/*\", $1:\"*~/\"" + file))
                .containsExactly(row("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"));
        assertThat(world.rows("SELECT $1:\"0\".\"0\"::STRING, $1:\"1.5\":\"0\", $1:\"1.5\"[0], $1['0']['0'], j.$1:\"0\" AS o"
                        + " FROM @s/n.ndjson (FILE_FORMAT => 'ndjson') j" + file.substring(file.indexOf(" LIMIT")) + " OFFSET 1"))
                .containsExactly(row("in", null, "13", "\"in\"", "{\"0\":\"in\"}"));
        assertThat(world.rows("SELECT ({'0': 1})['0'], (MAP {'0': 2})['0'], (MAP {'0': 3}):\"0\", sum($1:\"-1\"::INT)" + file))
                .containsExactly(row("1", "2", "3", "2"));
    }
}
