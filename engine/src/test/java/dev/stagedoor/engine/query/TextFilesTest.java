package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SELECT … FROM @stage} over TEXT, on files in a real embedded store. */
class TextFilesTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path path) {
        world = new StagedWorld(path);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tsv"})
    void fields_by_position(String format) {
        world.put("in/a.txt", "1\tabc\t\n2\t\\N\t\"q\"\n\n3\t \t'\n");

        assertThat(world.rows("SELECT $1::INT + 1, $2, $3, $5, metadata$filename FROM @s/in/ (FILE_FORMAT => '" + format + "')"))
                .containsExactly(
                        row("2", "abc", "", null, "in/a.txt"),
                        row("3", null, "\"q\"", null, "in/a.txt"),
                        row("4", " ", "'", null, "in/a.txt"));
        assertThat(world.rows("SELECT count(*) FROM @s/in/ (FILE_FORMAT => '" + format + "')")).containsExactly(row("3"));
        assertThat(world.rows("SELECT $1 FROM @s/none (FILE_FORMAT => '" + format + "')")).isEmpty();
    }

    /** As Databend reads them: each field as written, and what it is. */
    @Test
    void escapes_of_a_field() {
        String[][] fields = {
            {"a\\tb", "a\tb"},
            {"a\\nb", "a\nb"},
            {"a\\\\", "a\\"},
            {"\\\\\\t", "\\\t"},
            {"\\i", "\\i"},
            {"\\,", "\\,"},
            {"\\'a\\\"\\/\\`", "'a\"/`"},
            {"\\b\\f\\v\\e\\a\\r", "\b\f\u000b\u001b\u0007\r"},
            {"\\\\N", "\\N"},
            {"x\\N", "x\\N"},
            {"\\N", null},
            {"\u00e9\\\\\u00e9", "\u00e9\\\u00e9"}
        };
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < fields.length; i++) {
            file.append(i).append('\t').append(fields[i][0]).append('\n');
        }
        world.put("e.txt", file.toString());

        List<List<@Nullable String>> rows = world.rows("SELECT $2 FROM @s/e.txt (FILE_FORMAT => 'text') ORDER BY $1::INT");

        for (int i = 0; i < fields.length; i++) {
            assertThat(rows.get(i)).as(fields[i][0]).containsExactly(fields[i][1]);
        }
    }

    @Test
    void delimiter_may_stand_in_a_field_after_a_backslash() {
        world.put("d.txt", "a\\\tb\tc\n\\\\\td\n");

        assertThat(world.rows("SELECT $1, $2 FROM @s/d.txt (FILE_FORMAT => 'text')"))
                .containsExactly(row("a\tb", "c"), row("\\", "d"));
    }

    @Test
    void options() {
        world.run("CREATE FILE FORMAT own TYPE = TEXT FIELD_DELIMITER = '||' SKIP_HEADER = 1 NULL_DISPLAY = 'none' EMPTY_FIELD_AS = NULL"
                + " TRIM_SPACE = TRUE RECORD_DELIMITER = '\\r\\n'");
        world.put("o.txt", "id||name\r\n 1 || none \r\n2||   \r\n3||a|b\r\n4||x\\ty\r\n");
        world.run("CREATE FILE FORMAT plain TYPE = TEXT ESCAPE = ''");
        world.put("p.txt", "a\\tb\tc\\\nd\t\\N\n");
        world.run("CREATE FILE FORMAT uneven TYPE = TEXT ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE");
        world.put("u.txt", "1\n2\t3\t4\n5\t6\n");

        assertThat(world.rows("SELECT $1, $2 FROM @s/o.txt (FILE_FORMAT => 'own')"))
                .containsExactly(row("1", null), row("2", null), row("3", "a|b"), row("4", "x\ty"));
        assertThat(world.rows("SELECT $1, $2 FROM @s/p.txt (FILE_FORMAT => 'plain')"))
                .containsExactly(row("a\\tb", "c\\"), row("d", null));
        assertThat(world.rows("SELECT $1, $3 FROM @s/u.txt (FILE_FORMAT => 'uneven')"))
                .containsExactly(row("1", null), row("2", "4"), row("5", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", "\u0001", "\u00a7", ".*", "\u65e5\u672c", " ", "$1", "ab", "(?i)"})
    void delimiters_stand_for_themselves(String delimiter) {
        world.run("CREATE FILE FORMAT own TYPE = TEXT FIELD_DELIMITER = '" + delimiter + "'");
        world.put("d.txt", "1" + delimiter + "x\\ty" + delimiter + "z\n2" + delimiter + "w" + delimiter + "\n");

        assertThat(world.rows("SELECT $1, $2, $3 FROM @s/d.txt (FILE_FORMAT => 'own')"))
                .containsExactly(row("1", "x\ty", "z"), row("2", "w", ""));
    }

    @Test
    void whole_lines() {
        world.run("CREATE FILE FORMAT lines TYPE = TEXT FIELD_DELIMITER = ''");
        world.put("l.log", "[1] INFO a, \"b\"\tc\n[2] WARN x\\ty\n");

        assertThat(world.rows("SELECT $1 FROM @s/l.log (FILE_FORMAT => 'lines')"))
                .containsExactly(row("[1] INFO a, \"b\"\tc"), row("[2] WARN x\ty"));
        world.expect("SELECT $2 FROM @s/l.log (FILE_FORMAT => 'lines')", ErrorCode.SEMANTIC,
                "Query from TEXT line mode only supports $1 as column position");
    }

    @Test
    void compressed() throws Exception {
        world.run("CREATE FILE FORMAT auto TYPE = TEXT COMPRESSION = AUTO");
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write("1\tb\n".getBytes(StandardCharsets.UTF_8));
        }
        world.put("z/a.tsv", "1\ta\n");
        world.put("z/b.tsv.gz", zipped.toByteArray());

        assertThat(world.rows("SELECT $2 FROM @s/z/ (FILE_FORMAT => 'auto') ORDER BY 1")).containsExactly(row("a"), row("b"));
    }

    @Test
    void schema() {
        world.run("CREATE FILE FORMAT header TYPE = TEXT SKIP_HEADER = 1");
        world.put("t.txt", "id\tmade on\n1\t2026-11-29\n\\N\t\n");

        assertThat(world.rows("SELECT column_name, type FROM infer_schema(location => '@s/t.txt', file_format => 'header')"))
                .containsExactly(row("id", "BIGINT"), row("made on", "DATE"));
        assertThat(world.rows("SELECT column_name, type FROM infer_schema(location => '@s/t.txt', file_format => 'tsv')"))
                .containsExactly(row("column_1", "VARCHAR"), row("column_2", "VARCHAR"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            few.txt   | `1\\t2\\n3\\n`        | line 2: expected 2 columns, found 1
            many.txt  | `1\\n2\\t3\\n`        | line 2: expected 1 column, found 2
            ends.txt  | `1\\r\\n2\\r\\n`      | line 1: it does not end as the RECORD_DELIMITER of its format says
            nul.txt   | `1\\0x\\n2\\n`        | expected 1 column, found more
            within.txt | `a\\\\\\n`            | line 1: a line ends with a backslash
            """)
    void damaged_files_are_named_even_where_no_field_is_asked_for(String file, String content, String message) {
        String bytes = content.replace("\\\\", "\u0001").replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r")
                .replace("\\0", "\0").replace("\u0001", "\\");
        world.put("bad/" + file, bytes);

        for (String select : new String[] {"$1", "count(*)"}) {
            String sql = "SELECT " + select + " FROM @s/bad/ (FILE_FORMAT => 'text')";
            world.expect(sql, ErrorCode.BAD_BYTES, "file 'bad/" + file + "'");
            world.expect(sql, ErrorCode.BAD_BYTES, message);
        }
    }

    @Test
    void delimiters_of_records() {
        world.run("CREATE FILE FORMAT semicolons TYPE = TEXT RECORD_DELIMITER = ';' SKIP_HEADER = 1");
        world.run("CREATE FILE FORMAT backslashes TYPE = TEXT FIELD_DELIMITER = 'a\\\\b' ESCAPE = ''");
        world.put("s.txt", "h;1\tx\ny\r;;2\tz\\;");
        world.put("b.txt", "1a\\b2\n");

        assertThat(world.rows("SELECT $1, $2 FROM @s/b.txt (FILE_FORMAT => 'backslashes')")).containsExactly(row("1", "2"));
        world.expect("SELECT $2 FROM @s/s.txt (FILE_FORMAT => 'semicolons')", ErrorCode.BAD_BYTES, "line 4: a line ends with a backslash");
        world.put("s.txt", "h;1\tx\ny\r;;2\tz");
        assertThat(world.rows("SELECT $1, $2, metadata$file_row_number FROM @s/s.txt (FILE_FORMAT => 'semicolons')"))
                .containsExactly(row("1", "x\ny\r", "0"), row("2", "z", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIELD_DELIMITER = 'a\\\\b'", "FIELD_DELIMITER = '\\n'", "RECORD_DELIMITER = '\\t'"})
    void delimiters_that_cannot_be_told_apart_are_refused(String option) {
        world.run("CREATE FILE FORMAT odd TYPE = TEXT " + option);
        world.put("x.txt", "1\n");

        world.expect("SELECT $1 FROM @s/x.txt (FILE_FORMAT => 'odd')", ErrorCode.BAD_ARGUMENTS, "must not hold one another");
    }

    /** Row numbers come from Java: both readers give the same lines. */
    @Test
    void readers_agree() {
        world.run("CREATE FILE FORMAT crlf TYPE = TEXT RECORD_DELIMITER = '\\r\\n' ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE");
        world.put("r.txt", "\ufeffa\tb\r\n\r\n \t\\N\r\n\\N\t\\\\N\tx\r\ny\u00e9\ud83d\ude00");

        assertThat(world.rows("SELECT $1, $2, $3, metadata$file_row_number FROM @s/r.txt (FILE_FORMAT => 'crlf')"))
                .containsExactly(row("a", "b", null, "0"), row(" ", null, null, "1"), row(null, "\\N", "x", "2"),
                        row("y\u00e9\ud83d\ude00", null, null, "3"));
        assertThat(world.rows("SELECT $1, $2, $3 FROM @s/r.txt (FILE_FORMAT => 'crlf')"))
                .isEqualTo(world.rows("SELECT a, b, c FROM (SELECT $1 AS a, $2 AS b, $3 AS c, metadata$file_row_number AS n"
                        + " FROM @s/r.txt (FILE_FORMAT => 'crlf')) ORDER BY n"));
    }

    @Test
    void star_and_bytes_are_refused() {
        world.put("x.txt", "1\t\\x41\n");

        world.expect("SELECT * FROM @s/x.txt (FILE_FORMAT => 'text')", ErrorCode.SEMANTIC,
                "Query from TEXT file lacks column positions. Specify as $1, $2, etc.");
        world.expect("SELECT $2 FROM @s/x.txt (FILE_FORMAT => 'text')", ErrorCode.BAD_ARGUMENTS, "a byte written as \\x");
        assertThat(world.rows("SELECT $1 FROM @s/x.txt (FILE_FORMAT => 'text')")).containsExactly(row("1"));
    }
}
