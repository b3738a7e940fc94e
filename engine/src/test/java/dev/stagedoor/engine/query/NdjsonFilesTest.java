package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.query.text.Compressed;
import dev.stagedoor.query.text.Compression;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** To a parser that is less strict, as DuckDB's, all of these are JSON. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{\"a\": NaN}", "{\"a\": nan }", "{\"a\":[1,-Infinity]}", "{\"a\": Infinity}", "{\"a\":-inf}", "NaN", "[INFINITY]", "{\"a\": 1,}",
        "{\"a\": [1, 2, ]}", "[1,\t]", "{\"a\": \"\\\"\", \"b\": [NaN]}"
    })
    void what_only_some_take_for_json_is_an_error_that_tells_the_line(String line) {
        world.put("bad/a.ndjson", "{\"a\": 1}\n\n" + line + "\n{\"a\": 2}\n");

        for (String select : new String[] {"$1", "count(*)", "$1:b", "metadata$file_row_number", "metadata$filename"}) {
            world.expect("SELECT " + select + " FROM @s/bad/ (FILE_FORMAT => 'ndjson')", ErrorCode.BAD_BYTES,
                    "file 'bad/a.ndjson', line 3");
        }
        world.expect("SELECT $1 FROM @s/bad/ (FILE_FORMAT => 'ndjson') WHERE $1:a = 1", ErrorCode.BAD_BYTES, "file 'bad/a.ndjson', line 3");
        world.expect("SELECT * FROM infer_schema(location => '@s/bad/', file_format => 'ndjson')", ErrorCode.BAD_BYTES,
                "file 'bad/a.ndjson', line 3");
    }

    @Test
    void texts_may_hold_what_is_no_json_outside_of_them() {
        String texts = "{\"a\":\"x, }\",\"NaN\":\"[1,]\",\"b\":\": NaN, inf\\\",]\",\"c\":[\",}\"]}";
        world.put("t.ndjson", texts + "\n");

        assertThat(world.rows("SELECT $1 FROM @s/t.ndjson (FILE_FORMAT => 'ndjson')")).containsExactly(row(texts));
        assertThat(world.rows("SELECT count(*), max(metadata$file_row_number) FROM @s/t.ndjson (FILE_FORMAT => 'ndjson')"))
                .containsExactly(row("1", "0"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "ZSTD", "XZ"})
    void byte_order_mark_at_the_beginning_is_passed_over(Compression compression) {
        world.run("CREATE FILE FORMAT own TYPE = NDJSON COMPRESSION = " + compression);
        byte[] marked = Compressed.of(compression, "\ufeff{\"a\": 1}\n{\"a\": 2}\n".getBytes(StandardCharsets.UTF_8));
        byte[] plain = Compressed.of(compression, "{\"a\": 3}\n".getBytes(StandardCharsets.UTF_8));
        world.put("m/a", marked);
        world.put("m/b", plain);

        assertThat(world.rows("SELECT $1:a, metadata$filename FROM @s/m/ (FILE_FORMAT => 'own') ORDER BY 1"))
                .containsExactly(row("1", "m/a"), row("2", "m/a"), row("3", "m/b"));
        assertThat(world.rows("SELECT count(*) FROM @s/m/ (FILE_FORMAT => 'own')")).containsExactly(row("3"));
        assertThat(world.rows("SELECT column_name, type FROM infer_schema(location => '@s/m/', file_format => 'own')"))
                .containsExactly(row("a", "BIGINT"));
    }

    /** As many of them as do not fit into the memory for queries when several threads take some at a time. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "ZSTD", "DEFLATE"})
    void long_lines_are_read(Compression compression) {
        world.run("CREATE FILE FORMAT own TYPE = NDJSON COMPRESSION = " + compression);
        byte[] lines = new byte[120 * (1 << 20)];
        for (int i = 0; i < 120; i++) {
            byte[] line = ("{\"i\": " + i + ", \"a\": \"" + "x".repeat(1_040_000) + "\"}").getBytes(StandardCharsets.UTF_8);
            Arrays.fill(lines, i << 20, i + 1 << 20, (byte) ' ');
            System.arraycopy(line, 0, lines, i << 20, line.length);
            lines[(i + 1 << 20) - 1] = '\n';
        }
        world.put("long", Compressed.of(compression, lines));

        assertThat(world.rows("SELECT count(*), sum($1:i::INT), max(length($1:a::STRING)) FROM @s/long (FILE_FORMAT => 'own')"))
                .containsExactly(row("120", "7140", "1040000"));
    }

    @Test
    void line_beyond_the_limit_is_an_error_that_names_it() {
        world.put("l.ndjson", "{}\n{\"a\": \"" + "x".repeat((16 << 20) - 9) + "\"}\n");
        assertThat(world.rows("SELECT count(*) FROM @s/l.ndjson (FILE_FORMAT => 'ndjson')")).containsExactly(row("2"));

        world.put("l.ndjson", "{}\n{\"a\": \"" + "x".repeat((16 << 20) - 8) + "\"}\n{\n");
        world.expect("SELECT count(*) FROM @s/l.ndjson (FILE_FORMAT => 'ndjson')", ErrorCode.BAD_BYTES,
                "file 'l.ndjson', line 2: the line is longer than 16 MB");
    }
}
