package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of CSV that {@code SELECT … FROM @stage} keeps to, and those it refuses, on files in a real embedded store. */
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
    void latin_1() {
        world.run("CREATE FILE FORMAT latin TYPE = CSV ENCODING = 'latin1'");
        world.run("CREATE FILE FORMAT lines TYPE = TEXT ENCODING = 'ISO-8859-1'");
        StringBuilder all = new StringBuilder();
        for (char c = 0x20; c <= 0xff; c++) {
            all.append(c == ',' || c == '"' || c == '\\' || (c >= 0x7f && c < 0xa0) ? 'x' : c);
        }
        world.put("l.csv", (all + ",\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
        world.put("l.txt", (all + "\t\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
        world.put("w.csv", new byte[] {(byte) 0x80, '\n'});

        assertThat(world.rows("SELECT $1, $2 FROM @s/l.csv (FILE_FORMAT => 'latin')")).containsExactly(row(all.toString(), "\u00e9"));
        assertThat(world.rows("SELECT $1, $2 FROM @s/l.txt (FILE_FORMAT => 'lines')")).containsExactly(row(all.toString(), "\u00e9"));
        world.expect("SELECT $1 FROM @s/w.csv (FILE_FORMAT => 'latin')", ErrorCode.BAD_BYTES, "file 'w.csv'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            QUOTED_EMPTY_FIELD_AS = NULL EMPTY_FIELD_AS = STRING | QUOTED_EMPTY_FIELD_AS
            ESCAPE = '\\\\'                                      | ESCAPE
            ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE               | ERROR_ON_COLUMN_COUNT_MISMATCH
            TRIM_SPACE = TRUE                                    | TRIM_SPACE
            RECORD_DELIMITER = ';'                               | RECORD_DELIMITER
            ENCODING = 'windows-1252'                            | ENCODING
            ENCODING_ERROR_MODE = 'replace'                      | ENCODING_ERROR_MODE
            NULL_DISPLAY = 'a,b'                                 | NULL_DISPLAY
            FIELD_DELIMITER = '<<<>>>'                           | FIELD_DELIMITER
            """)
    void options_that_are_not_kept_are_refused(String options, String named) {
        world.run("CREATE FILE FORMAT odd TYPE = CSV " + options);
        world.put("x.csv", "1\n");

        world.expect("SELECT $1 FROM @s/x.csv (FILE_FORMAT => 'odd')", ErrorCode.UNIMPLEMENTED, "querying CSV files with this " + named);
    }
}
