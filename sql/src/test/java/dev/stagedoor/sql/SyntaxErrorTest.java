package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layout is Databend's; the texts marked "Databend" are its own parser's. */
class SyntaxErrorTest {
    @Test
    void what_is_expected_of_an_unknown_word_is_only_what_runs() {
        assertThatThrownBy(() -> StatementParser.parse("xyzzy"))
                .hasMessageContaining(
                        "unexpected `xyzzy`, expecting `CREATE`, `ALTER`, `DROP`, `DESC`, `SHOW`, `PRESIGN`, `LIST`, `REMOVE`, `COPY`,"
                        + " `INSERT`, `GRANT`, `REVOKE`, `SELECT`, `SET`, or `USE`");
        assertThatThrownBy(() -> StatementParser.parse("CREATE xyzzy"))
                .hasMessageContaining(
                        "unexpected `xyzzy`, expecting `OR`, `CONNECTION`, `DATABASE`, `FILE`, `ROLE`, `SCHEMA`, `STAGE`,"
                                + " `TABLE`, or `USER`");
        assertThatThrownBy(() -> StatementParser.parse("ALTER xyzzy")).hasMessageContaining("`STAGE`, `TABLE`, or `USER`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyzzy", "SHOW xyzzy", "CREATE xyzzy", "ALTER xyzzy", "DROP xyzzy"})
    void every_word_that_is_expected_begins_a_statement_that_is_built(String sql) {
        String message = catchThrowableOfType(SqlSyntaxException.class, () -> StatementParser.parse(sql)).getMessage();
        String before = sql.substring(0, sql.indexOf("xyzzy"));
        for (var word = Pattern.compile("`([A-Z]+)`").matcher(message.substring(message.indexOf("expecting"))); word.find(); ) {
            try {
                assertThat(StatementParser.parse(before + word.group(1))).isNotInstanceOf(Statement.NotBuilt.class);
            } catch (SqlSyntaxException begun) {
                assertThat(begun).hasMessageNotContaining("unexpected `" + word.group(1) + "`");
            }
        }
    }


    @Test
    void an_unexpected_word_is_underlined_and_the_statement_named_as_databend_does() {
        assertThat(errorOf("PRESIGN INVALID @my_stage/path/to/file")).hasMessage("""
                error:\s
                  --> SQL:1:9
                  |
                1 | PRESIGN INVALID @my_stage/path/to/file
                  | ------- ^^^^^^^ unexpected `INVALID`, expecting <LiteralString> or `LiteralAtString`
                  | |       \s
                  | while parsing `PRESIGN [{DOWNLOAD | UPLOAD}] <location> [{FILES = ('<file>', ...) | PATTERN = '<regex>' \
                | SIZE = <bytes> [PART_SIZE = <bytes>] [SOURCE = '<text>']}] \
                [EXPIRE = 3600] [CONTENT_TYPE = '<type>'] [MAX_SIZE = <bytes>] \
                [CONTENT_LENGTH = <bytes>] [CHECKSUM_SHA256 = '<checksum>'] [OVERWRITE = {TRUE | FALSE}] [ONE_TIME = {TRUE | FALSE}] \
                [FROM_IP = '<addresses>']`""");
    }

    /** What ends any statement, another spelling, what is taken and ignored, what is not built. */
    private static final Set<String> NOT_IN_REMINDERS = Set.of("FORMAT", "COMMENTS", "COPY_OPTIONS", "TAG");

    @ParameterizedTest
    @ValueSource(strings = {
        "PRESIGN xyzzy", "PRESIGN UPLOAD @s/p EXPIRE = 1 xyzzy", "LIST @s xyzzy", "REMOVE @s xyzzy",
        "CREATE STAGE s xyzzy", "CREATE STAGE s URL = 's3://b' xyzzy", "ALTER STAGE s xyzzy", "ALTER STAGE s SET xyzzy",
        "ALTER STAGE s UNSET xyzzy", "CREATE CONNECTION c xyzzy", "CREATE USER u IDENTIFIED xyzzy",
        "CREATE USER u IDENTIFIED BY 'p' WITH xyzzy",
        "ALTER USER u WITH xyzzy", "CREATE ROLE r xyzzy", "ALTER ROLE r xyzzy", "SHOW STAGES xyzzy", "SHOW GRANTS xyzzy",
        "GRANT READ ON xyzzy", "REVOKE PRESIGN xyzzy",
    })
    void the_reminder_of_a_statement_names_every_word_that_could_stand_at_the_mistake(String sql) {
        String message = errorOf(sql).getMessage();
        int reminder = message.indexOf("while parsing `");
        Set<String> missing = new TreeSet<>();
        for (var word = Pattern.compile("`([A-Z_0-9]{2,})`")
                .matcher(message.substring(message.indexOf("expecting"), reminder)); word.find(); ) {
            if (!Pattern.compile("\\b" + word.group(1) + "\\b").matcher(message.substring(reminder)).find()) {
                missing.add(word.group(1));
            }
        }
        missing.removeAll(NOT_IN_REMINDERS);
        assertThat(missing).isEmpty();
    }

    @Test
    void an_unknown_object_of_show_is_compared_with_the_known_ones_as_databend_does() {
        assertThat(errorOf("show function")).hasMessage("""
                error:\s
                  --> SQL:1:6
                  |
                1 | show function
                  |      ^^^^^^^^ unexpected `function`. it's reserved keyword, you may avoid using it. Did you mean `SHOW FUNCTIONS`?""");
        assertThat(errorOf("show database")).hasMessageContaining("unexpected `database`. Did you mean `SHOW DATABASES`?");
    }

    @Test
    void what_cannot_be_read_is_underlined_to_its_end_as_databend_does() {
        assertThat(errorOf("select /* x  1")).hasMessage("""
                error:\s
                  --> SQL:1:8
                  |
                1 | select /* x  1
                  |        ^^^^^^^ unable to recognize the rest tokens""");
    }

    @Test
    void the_end_of_the_text_is_marked_behind_the_last_word() {
        assertThat(errorOf("DROP STAGE IF \n ")).hasMessage("""
                error:\s
                  --> SQL:1:14
                  |
                1 | DROP STAGE IF
                  | ----         ^ unexpected end of input, expecting `EXISTS`
                  | |            \s
                  | while parsing `DROP STAGE [IF EXISTS] <stage_name>`""");
    }

    @Test
    void where_a_statement_may_end_every_clause_that_may_follow_is_listed() {
        assertThat(errorOf("PRESIGN @s/x EXPIRES = 5"))
                .hasMessageContaining("unexpected `EXPIRES`, expecting `FORMAT`, `CHECKSUM_SHA256`, `CONTENT_LENGTH`, `CONTENT_TYPE`,"
                        + " `EXPIRE`, `FILES`, `FROM_IP`, `MAX_SIZE`, `ONE_TIME`, `OVERWRITE`,"
                        + " `PART_SIZE`, `PATTERN`, `SIZE`, `SOURCE`, or end of input");
    }

    @Test
    void an_error_on_a_later_line_shows_that_line_and_the_one_the_statement_begins_on() {
        SqlSyntaxException error = errorOf("-- a comment\n  list @s\n\n\tPATERN = 'x'\n;");
        assertThat(error.line()).isEqualTo(4);
        assertThat(error.column()).isEqualTo(2);
        assertThat(error).hasMessage("""
                error:\s
                  --> SQL:4:2
                  |
                2 |   list @s
                  |   ---- while parsing `LIST @<stage_name>[/<path>] [PATTERN = '<regex>']`
                  ...
                4 |  PATERN = 'x'
                  |  ^^^^^^ unexpected `PATERN`, expecting `FORMAT`, `PATTERN`, or end of input""");
    }

    @Test
    void line_numbers_of_two_digits_widen_the_margin() {
        assertThat(errorOf("LIST\n\n\n\n\n\n\n\n\n@s x")).hasMessage("""
                error:\s
                   --> SQL:10:4
                   |
                 1 | LIST
                   | ---- while parsing `LIST @<stage_name>[/<path>] [PATTERN = '<regex>']`
                   ...
                10 | @s x
                   |    ^ unexpected `x`, expecting `FORMAT`, `PATTERN`, or end of input""");
    }

    @Test
    void columns_count_code_points() {
        SqlSyntaxException error = errorOf("CREATE STAGE \"😀é\" x");
        assertThat(error.column()).isEqualTo(19);
        assertThat(error).hasMessageContaining("""
                1 | CREATE STAGE "😀é" x
                  | ------            ^ unexpected `x`""");
    }

    @Test
    void of_a_long_line_only_the_part_around_the_error_is_shown() {
        String before = "'" + "b".repeat(500) + "', ";
        String after = " '" + "a".repeat(500) + "')";
        SqlSyntaxException error = errorOf("CREATE FILE FORMAT f NULL_IF = (" + before + "oops," + after);
        String line = error.getMessage().lines().filter(shown -> shown.startsWith("1 | ")).findFirst().orElseThrow();
        assertThat(line).startsWith("1 | …bbb").endsWith("aaa…").contains(", oops, ");
        assertThat(line.codePointCount(0, line.length())).isEqualTo("1 | ".length() + SyntaxReport.MAX_LINE_CODE_POINTS + 2);
        String carets = error.getMessage().lines().filter(shown -> shown.contains("^^^^")).findFirst().orElseThrow();
        assertThat(carets.indexOf("^^^^")).isEqualTo(line.indexOf("oops"));
        assertThat(error).hasMessageEndingWith("while parsing `" + Usage.CREATE_FILE_FORMAT.syntax() + "`");
    }

    @Test
    void a_long_token_is_named_by_its_beginning() {
        assertThat(errorOf("DROP STAGE '" + "x".repeat(100_000) + "'").getMessage())
                .contains("unexpected `'" + "x".repeat(SyntaxReport.MAX_TOKEN_CHARS - 1) + "…`")
                .hasSizeLessThan(1_000);
    }

    @Test
    void control_characters_do_not_reach_the_terminal() {
        assertThat(errorOf("DROP STAGE '\u001b[31m\u0007\r'").getMessage()).doesNotContainPattern("[\\p{Cc}&&[^\\n]]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            CREATE STAGE connection   | unexpected `connection`. it's reserved keyword, you may avoid using it, expecting <Ident> or `~`
            CREATE OR REPLACE STAGE IF NOT EXISTS s | option IF NOT EXISTS and OR REPLACE are incompatible
            PRESIGN 's3://bucket/x'   | expect stage location, got uri location
            SHOW STAGES LIMIT 18446744073709551616 | unable to parse number because it positively overflowed
            LIST @s PATTERN = '\\u12' | invalid escape in string: \\u needs 4 hexadecimal digits
            SELECT 1; SELECT 2        | unexpected `SELECT`. it's reserved keyword, you may avoid using it, expecting end of input
            LIST @s; LIST @t          | unexpected `LIST`, expecting end of input
            CREATE TEMPORARY STAGE s  | unexpected `STAGE`. it's reserved keyword, you may avoid using it, expecting `TABLE`
            PRESGIN @s/x              | unexpected `PRESGIN`. Did you mean `PRESIGN`?
            PRESIGN @s/x EXPIRE = -1  | unexpected `-`, expecting <LiteralString>, <LiteralInteger>, or <LiteralFloat>
            SELECT * FROM list_stage(location = '@s') | unexpected `=`, expecting `=>`
            SELECT * FROM list_stage('@s') | unexpected `'@s'`, expecting `LOCATION`, `PATTERN`, or `CONNECTION_NAME`
            † | unable to recognize the rest tokens
            """)
    void the_problem_is_said_in_one_line(String sql, String problem) {
        assertThat(errorOf(sql).getMessage().lines()).anySatisfy(line -> assertThat(line).endsWith("^ " + problem));
    }

    private static SqlSyntaxException errorOf(String sql) {
        return catchThrowableOfType(SqlSyntaxException.class, () -> StatementParser.parse(sql));
    }
}
