package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.DataType.Scalar;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of CSV that {@code SELECT … FROM @stage} keeps to, on files in a real embedded store. */
class CsvOptionsTest {
    private StagedWorld world;

    @BeforeEach
    void open(@TempDir Path path) {
        world = new StagedWorld(path);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** The fields are {@code \N}, the same in quotes, an empty one, the same in quotes, and a text. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "NULL", textBlock = """
            EMPTY_FIELD_AS = NULL                                                              | NULL | \\N  | NULL | `` | x
            EMPTY_FIELD_AS = STRING                                                            | NULL | \\N  | ``   | `` | x
            ALLOW_QUOTED_NULLS = TRUE                                                          | NULL | NULL | NULL | `` | x
            ALLOW_QUOTED_NULLS = TRUE EMPTY_FIELD_AS = STRING                                  | NULL | NULL | ``   | `` | x
            QUOTED_EMPTY_FIELD_AS = NULL                                                       | NULL | \\N  | NULL | NULL | x
            ALLOW_QUOTED_NULLS = TRUE QUOTED_EMPTY_FIELD_AS = NULL                             | NULL | NULL | NULL | NULL | x
            QUOTED_EMPTY_FIELD_AS = FIELD_DEFAULT                                              | NULL | \\N  | NULL | `` | x
            """)
    void what_is_null(String options, String bare, String quoted, String empty, String quotedEmpty, String text) {
        world.run("CREATE FILE FORMAT own TYPE = CSV " + options);
        world.put("n.csv", "\\N,\"\\N\",,\"\",x\n");

        assertThat(world.rows("SELECT $1, $2, $3, $4, $5, $6 FROM @s/n.csv (FILE_FORMAT => 'own')"))
                .containsExactly(row(bare, quoted, empty, quotedEmpty, text, null));
    }

    /** As docs/sql.md says; the reader cannot be told otherwise. */
    @Test
    void blanks_around_quotes_go_with_them() {
        world.put("b.csv", "1, \"b,c\" , d \n");

        assertThat(world.rows("SELECT $2, $3 FROM @s/b.csv (FILE_FORMAT => 'csv')")).containsExactly(row("b,c", " d "));
    }

    @Test
    void backslash_as_escape() {
        world.run("CREATE FILE FORMAT own TYPE = CSV ESCAPE = '\\\\' ALLOW_QUOTED_NULLS = TRUE");
        world.run("CREATE FILE FORMAT third TYPE = CSV ESCAPE = '\\\\' ALLOW_QUOTED_NULLS = TRUE EMPTY_FIELD_AS = STRING");
        world.put("n.csv", "\\N,\"\\\\N\",,\"\",x\n");
        world.run("CREATE FILE FORMAT other TYPE = CSV ESCAPE = '\\\\' NULL_DISPLAY = 'null'");
        world.put("e.csv", "\"{\\\"a\\\": \\\"b\\\"}\",1\n\"c\\\\\",x\\y\n\"d\\,e\\\nf\",\"\"\n\"\\n\",\\N\n");

        assertThat(world.rows("SELECT $1, $2 FROM @s/e.csv (FILE_FORMAT => 'own')"))
                .containsExactly(row("{\"a\": \"b\"}", "1"), row("c\\", "x\\y"), row("d,e\nf", ""), row("n", null));
        assertThat(world.rows("SELECT $2 FROM @s/e.csv (FILE_FORMAT => 'other')"))
                .containsExactly(row("1"), row("x\\y"), row(""), row("\\N"));
        assertThat(world.rows("SELECT $1, $2, $3, $4, $5, $6 FROM @s/n.csv (FILE_FORMAT => 'third')"))
                .containsExactly(row(null, null, "", "", "x", null));
    }

    @Test
    void doubled_quotes_stand_beside_the_escape() {
        world.run("CREATE FILE FORMAT own TYPE = CSV ESCAPE = '\\\\'");
        world.put("q.csv", "\"a\"\"b\\\"c\\\\\",\"\\N\"\n\\N,x\\\ny\\\",z\n");

        assertThat(world.rows("SELECT $1, $2 FROM @s/q.csv (FILE_FORMAT => 'own')"))
                .containsExactly(row("a\"b\"c\\", "N"), row(null, "x\\"), row("y\\\"", "z"));
    }

    /** Every byte that is a character. */
    @Test
    void latin_1() {
        world.run("CREATE FILE FORMAT latin TYPE = CSV ENCODING = 'latin1'");
        world.run("CREATE FILE FORMAT lines TYPE = TEXT ENCODING = 'ISO-8859-1'");
        StringBuilder all = new StringBuilder();
        for (char c = 0x20; c <= 0xff; c++) {
            all.append(c == ',' || c == '"' || c == '\\' ? 'x' : c);
        }
        world.put("l.csv", (all + ",\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
        world.put("l.txt", (all + "\t\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(world.rows("SELECT $1, $2 FROM @s/l.csv (FILE_FORMAT => 'latin')")).containsExactly(row(all.toString(), "\u00e9"));
        assertThat(world.rows("SELECT $1, $2 FROM @s/l.txt (FILE_FORMAT => 'lines')")).containsExactly(row(all.toString(), "\u00e9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GBK", "gb18030", "Big5", "Shift_JIS", "EUC-JP", "UTF-16", "utf-16le", "UTF-16BE", "UTF-32", "UTF-8"})
    void encodings(String encoding) {
        world.run("CREATE FILE FORMAT own TYPE = CSV SKIP_HEADER = 1 ENCODING = '" + encoding + "'");
        world.run("CREATE FILE FORMAT lines TYPE = TEXT SKIP_HEADER = 1 FIELD_DELIMITER = ',' ENCODING = '" + encoding + "'");
        String text = "id,\u66f8\u540d\r\n1,\"\u6c99\u4e18,\"\"\u4e8c\"\"\"\r\n2,\u6cf0\r\n";
        world.put("e.csv", text.getBytes(Charset.forName(encoding)));
        world.put("e.txt", "id,\u66f8\u540d\n1,\u6c99\u4e18\\t\n".getBytes(Charset.forName(encoding)));

        assertThat(world.rows("SELECT $1, $2 FROM @s/e.csv (FILE_FORMAT => 'own') ORDER BY 1"))
                .containsExactly(row("1", "\u6c99\u4e18,\"\u4e8c\""), row("2", "\u6cf0"));
        assertThat(world.rows("SELECT $1, $2 FROM @s/e.txt (FILE_FORMAT => 'lines')")).containsExactly(row("1", "\u6c99\u4e18\t"));
        assertThat(world.rows("SELECT column_name, type FROM infer_schema(location => '@s/e.csv', file_format => 'own')"))
                .containsExactly(row("id", "BIGINT"), row("\u66f8\u540d", "VARCHAR"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GBK"})
    void bytes_that_are_not_of_the_encoding(String encoding) {
        byte[] bad = {'a', ',', 'b', '\n', '1', ',', (byte) 0xff, '\n', '2', ',', 'c', '\n'};
        world.put("m.csv", bad);
        world.run("CREATE FILE FORMAT strict TYPE = CSV ENCODING = '" + encoding + "'");
        world.run("CREATE FILE FORMAT lines TYPE = TEXT FIELD_DELIMITER = ',' ENCODING = '" + encoding + "'");
        world.run("CREATE FILE FORMAT lenient TYPE = CSV ENCODING = '" + encoding + "' ENCODING_ERROR_MODE = 'replace'");

        for (String format : new String[] {"strict", "lines"}) {
            world.expect("SELECT $2 FROM @s/m.csv (FILE_FORMAT => '" + format + "')", ErrorCode.BAD_BYTES,
                    "file 'm.csv', line 2: it is not " + encoding);
        }
        assertThat(world.rows("SELECT $2 FROM @s/m.csv (FILE_FORMAT => 'lenient')"))
                .containsExactly(row("b"), row("\ufffd"), row("c"));
    }

    private void check(String options, String content, List<List<@Nullable String>> rows) {
        world.run("CREATE OR REPLACE FILE FORMAT own TYPE = CSV " + options);
        world.put("o.csv", content);
        assertThat(world.rows("SELECT $1, $2 FROM @s/o.csv (FILE_FORMAT => 'own')")).as(options).isEqualTo(rows);
    }

    @Test
    void delimiters_of_records() {
        check("RECORD_DELIMITER = ';'", "a,\"b;\n\";;c\r,d", List.of(row("a", "b;\n"), row("c\r", "d")));
        check("RECORD_DELIMITER = '\\x02'", "a,\"\u0002\r\"\u0002c,d\u0002", List.of(row("a", "\u0002\r"), row("c", "d")));
        check("RECORD_DELIMITER = ' '", "a,\" b\" c,d ", List.of(row("a", " b"), row("c", "d")));
        check("RECORD_DELIMITER = '|' FIELD_DELIMITER = '\\n'", "a\n\"b\nx\"|c\nd|", List.of(row("a", "b\nx"), row("c", "d")));
        check("RECORD_DELIMITER = '\\r'", "a,b\rc,\"d\r\n\"\r", List.of(row("a", "b"), row("c", "d\r\n")));
    }

    @Test
    void long_delimiters_of_fields() {
        check("FIELD_DELIMITER = '<<<>>>'", "a<<<>>>\"b<<<>>>\"\nc<<<>>>d<<\n", List.of(row("a", "b<<<>>>"), row("c", "d<<")));
        String wide = "\u65e5\u672c\u65e5\u672c\u8a9e\u8a9e";
        check("FIELD_DELIMITER = '" + wide + "'", "a" + wide + "b\u65e5\nc" + wide + "\ud83d\ude00\n",
                List.of(row("a", "b\u65e5"), row("c", "\ud83d\ude00")));
    }

    @Test
    void trim_space() {
        check("TRIM_SPACE = TRUE", " a ,\" b\t\"\n\t\\N ,  \n\" \",\"\\N\"\n", List.of(row("a", "b"), row(null, null), row("", "\\N")));
    }

    @Test
    void texts_for_null() {
        check("NULL_DISPLAY = 'a,b'", "\"a,b\",a\n", List.of(row("a,b", "a")));
        check("NULL_DISPLAY = 'a,b' ALLOW_QUOTED_NULLS = TRUE", "\"a,b\",a\n", List.of(row(null, "a")));
        check("EMPTY_FIELD_AS = STRING QUOTED_EMPTY_FIELD_AS = NULL", ",\"\"\n", List.of(row("", null)));
    }

    @Test
    void records_may_differ_in_their_fields() {
        check("ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE", "a\n\nb,c,d\n,\n", List.of(row("a", null), row("b", "c"), row(null, null)));
        assertThat(world.rows("SELECT $3, $4 FROM @s/o.csv (FILE_FORMAT => 'own')"))
                .containsExactly(row(null, null), row("d", null), row(null, null));
        assertThat(world.rows("SELECT column_name FROM infer_schema(location => '@s/o.csv', file_format => 'own')"))
                .containsExactly(row("column_1"));
    }

    @Test
    void rows_are_numbered_in_their_files() {
        world.run("CREATE FILE FORMAT own TYPE = CSV SKIP_HEADER = 1");
        world.put("n/a.csv", "h,h\nx,\"y\nz\"\n\nv,w\n");
        world.put("n/b.csv", "h,h\nu,t\n");

        assertThat(world.rows("SELECT metadata$filename, metadata$file_row_number, $2 FROM @s/n/ (FILE_FORMAT => 'own') ORDER BY 1, 2"))
                .containsExactly(row("n/a.csv", "0", "y\nz"), row("n/a.csv", "1", "w"), row("n/b.csv", "0", "t"));
        assertThat(world.query("SELECT metadata$file_row_number FROM @s/n/ (FILE_FORMAT => 'own')").schema().getFirst().type())
                .isEqualTo(Scalar.UINT64);
    }

    /** Whichever reader finds it: TRIM_SPACE is kept by Java alone. */
    @ParameterizedTest
    @ValueSource(strings = {"TRIM_SPACE = FALSE", "TRIM_SPACE = TRUE"})
    void faults_are_told_with_the_line_and_the_columns(String option) {
        world.run("CREATE FILE FORMAT own TYPE = CSV SKIP_HEADER = 1 " + option);
        world.put("bad/many.csv", "h,h\n\"a\nb\",c\n\n1,2,3,4\n");
        world.put("bad/few.csv", "h,h\n\"a\nb\",c\n1\n");
        world.put("bad/open.csv", "h,h\na,b\n\"SECRET,2\n3,4\n");
        world.put("bad/behind.csv", "h,h\na,b\n\"SECRET\"x,2\n3,4\n");
        world.put("bad/long.csv", "h,h\na,b\n" + "SECRET".repeat(400_000) + ",2\n");

        for (String select : new String[] {"$1", "count(*)"}) {
            String sql = "SELECT " + select + " FROM @s/bad/%s.csv (FILE_FORMAT => 'own')";
            expect(sql.formatted("many"), "file 'bad/many.csv', line 5: expected 2 columns, found 4");
            expect(sql.formatted("few"), "file 'bad/few.csv', line 4: expected 2 columns, found 1");
            expect(sql.formatted("open"), "file 'bad/open.csv', line 3: a quoted field has no end");
            expect(sql.formatted("behind"), "file 'bad/behind.csv', line 3: a quoted field goes on behind its closing quote");
            expect(sql.formatted("long"), "file 'bad/long.csv', line 3: the line is longer than 2 MB");
        }
        expect("SELECT * FROM infer_schema(location => '@s/bad/many.csv', file_format => 'own')",
                "file 'bad/many.csv', line 5: expected 2 columns, found 4");
    }

    private void expect(String sql, String message) {
        StagedoorException refused = catchThrowableOfType(StagedoorException.class, () -> world.rows(sql));
        assertThat(refused).as(sql).hasMessage(message);
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "FIELD_DELIMITER = '\\n'", "RECORD_DELIMITER = ','", "RECORD_DELIMITER = '\"'", "FIELD_DELIMITER = '\"'",
        "FIELD_DELIMITER = '\\\\' ESCAPE = '\\\\'"
    })
    void delimiters_that_cannot_be_told_apart_are_refused(String options) {
        world.run("CREATE FILE FORMAT odd TYPE = CSV " + options);
        world.put("x.csv", "1\n");

        world.expect("SELECT $1 FROM @s/x.csv (FILE_FORMAT => 'odd')", ErrorCode.BAD_ARGUMENTS, "must not hold one another");
    }
}
