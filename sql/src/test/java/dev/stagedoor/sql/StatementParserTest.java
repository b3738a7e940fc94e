package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.sql.Statement.AlterStage;
import dev.stagedoor.sql.Statement.CreateFileFormat;
import dev.stagedoor.sql.Statement.CreateStage;
import dev.stagedoor.sql.Statement.CreateUser;
import dev.stagedoor.sql.Statement.DescribeStage;
import dev.stagedoor.sql.Statement.DropConnection;
import dev.stagedoor.sql.Statement.DropFileFormat;
import dev.stagedoor.sql.Statement.DropRole;
import dev.stagedoor.sql.Statement.DropStage;
import dev.stagedoor.sql.Statement.DropUser;
import dev.stagedoor.sql.Statement.Filter;
import dev.stagedoor.sql.Statement.GrantRole;
import dev.stagedoor.sql.Statement.ListFiles;
import dev.stagedoor.sql.Statement.NotBuilt;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.Presign.Action;
import dev.stagedoor.sql.Statement.RemoveFiles;
import dev.stagedoor.sql.Statement.RevokeRole;
import dev.stagedoor.sql.Statement.SetRole;
import dev.stagedoor.sql.Statement.SetSettings;
import dev.stagedoor.sql.Statement.SetSettings.Assignment;
import dev.stagedoor.sql.Statement.ShowFileFormats;
import dev.stagedoor.sql.Statement.ShowGrants;
import dev.stagedoor.sql.Statement.ShowSettings;
import dev.stagedoor.sql.Statement.ShowStages;
import dev.stagedoor.sql.Statement.Transaction;
import dev.stagedoor.sql.Statement.UnsetSettings;
import dev.stagedoor.sql.Statement.UseDatabase;
import dev.stagedoor.sql.Statement.UserOptions;
import dev.stagedoor.sql.grammar.SqlLexer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementParserTest {
    @Test
    void presign_takes_an_action_a_location_and_options_in_any_order() {
        assertThat(StatementParser.parse("PRESIGN UPLOAD @~/books.parquet;"))
                .isEqualTo(presign(Action.UPLOAD, "~", "books.parquet"));
        assertThat(StatementParser.parse("presign @my_internal_stage/dir/books.parquet"))
                .isEqualTo(presign(Action.DOWNLOAD, "my_internal_stage", "dir/books.parquet"));
        assertThat(StatementParser.parse("PRESIGN DOWNLOAD '@s/a b/ü.csv' CONTENT_TYPE = 'text/csv' EXPIRE=60"))
                .isEqualTo(new Presign(
                        Action.DOWNLOAD,
                        new StagePath("s", "a b/ü.csv"),
                        Map.of(TermName.EXPIRE, new TermValue.Number(60), TermName.CONTENT_TYPE, new TermValue.Text("text/csv"))));
    }

    @Test
    void of_a_repeated_option_the_last_counts() {
        assertThat(StatementParser.parse("PRESIGN @s/x EXPIRE = 1 EXPIRE = 2")).isEqualTo(new Presign(
                Action.DOWNLOAD, new StagePath("s", "x"), Map.of(TermName.EXPIRE, new TermValue.Number(2))));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "604801,604801", "1e30,1E+30", "1.5,1.5", ".5,0.5", "1_000,1000", "0x10,16",
            "18446744073709551616,18446744073709551616"})
    void expire_takes_any_non_negative_number(String written, BigDecimal seconds) {
        assertThat(((Presign) StatementParser.parse("PRESIGN @s/x EXPIRE = " + written)).terms())
                .containsEntry(TermName.EXPIRE, new TermValue.Number(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e309", "'x'", "x", "", "1e999999999999999999999"})
    void expire_takes_nothing_else(String written) {
        assertSyntaxError("PRESIGN @s/x EXPIRE = " + written);
    }

    @Test
    void list_and_remove_take_a_location_and_a_pattern() {
        assertThat(StatementParser.parse("LIST @~")).isEqualTo(new ListFiles(new StagePath("~", ""), Optional.empty()));
        assertThat(StatementParser.parse("list @s/dir/ pattern = '.*[.]csv';"))
                .isEqualTo(new ListFiles(new StagePath("s", "dir/"), Optional.of(".*[.]csv")));
        assertThat(StatementParser.parse("REMOVE @s1 PATTERN='ontime.*'"))
                .isEqualTo(new RemoveFiles(new StagePath("s1", ""), Optional.of("ontime.*")));
        assertThat(StatementParser.parse("LIST '@s/a b,c' PATTERN = 'x'"))
                .isEqualTo(new ListFiles(new StagePath("s", "a b,c"), Optional.of("x")));
        assertThat(StatementParser.parse("REMOVE '@~/it\\'s (1)\n.csv';"))
                .isEqualTo(new RemoveFiles(new StagePath("~", "it's (1)\n.csv"), Optional.empty()));
        assertSyntaxError("LIST 's/a'");
    }

    @Test
    void create_stage_takes_a_format_and_a_comment() {
        assertThat(StatementParser.parse("CREATE STAGE my_internal_stage"))
                .isEqualTo(new CreateStage("my_internal_stage", false, false, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(StatementParser.parse("CREATE OR REPLACE STAGE s COMMENT = 'it''s'"))
                .isEqualTo(new CreateStage("s", true, false, Optional.empty(), Optional.empty(), Optional.of("it's")));
        assertThat(StatementParser.parse(
                        "create stage if not exists stage$named_format FILE_FORMAT=(FORMAT_NAME='f') COPY_OPTIONS = (ON_ERROR = abort)"
                                + " COMMENTS='c'"))
                .isEqualTo(new CreateStage(
                        "stage$named_format", false, true, Optional.empty(),
                        Optional.of(format(Map.of("FORMAT_NAME", new FormatClause.Value.Text("f")))),
                        Optional.of("c")));
        assertThat(StatementParser.parse("CREATE STAGE ~"))
                .isEqualTo(new CreateStage("~", false, false, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void names_may_be_quoted_with_either_quote() {
        assertThat(StatementParser.parse("CREATE STAGE \"a \"\"b\"\"\""))
                .isEqualTo(new CreateStage("a \"b\"", false, false, Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(StatementParser.parse("DROP STAGE `select`")).isEqualTo(new DropStage("select", false));
        assertSyntaxError("DROP STAGE \"\"");
    }

    @Test
    void names_may_have_letters_of_any_script_and_words_that_are_not_reserved() {
        assertThat(StatementParser.parse("DROP STAGE Größe_𠮷1")).isEqualTo(new DropStage("Größe_𠮷1", false));
        assertThat(StatementParser.parse("DROP STAGE list")).isEqualTo(new DropStage("list", false));
        assertThat(StatementParser.parse("DROP STAGE url")).isEqualTo(new DropStage("url", false));
        assertThat(StatementParser.parse("DROP STAGE storage_type")).isEqualTo(new DropStage("storage_type", false));
        assertThat(StatementParser.parse("DROP FILE FORMAT connections")).isEqualTo(new DropFileFormat("connections", false));
        assertThat(StatementParser.parse("USE storage_type")).isEqualTo(new UseDatabase("storage_type"));
        assertThat(StatementParser.parse("SET connections = storage_type, storage_type = 1"))
                .isEqualTo(new SetSettings(List.of(new Assignment("connections", "storage_type"), new Assignment("storage_type", "1"))));
    }

    /** Whatever word the grammar comes to know: one that is not reserved stays a name. */
    @ParameterizedTest
    @MethodSource("wordsThatMayBeNames")
    void a_word_that_is_not_reserved_is_a_name_everywhere(String word) {
        assertThat(StatementParser.parse("DROP STAGE " + word)).isEqualTo(new DropStage(word, false));
        assertThat(StatementParser.parse("DROP FILE FORMAT " + word)).isEqualTo(new DropFileFormat(word, false));
        assertThat(StatementParser.parse("DROP CONNECTION " + word)).isEqualTo(new DropConnection(word, false));
        assertThat(StatementParser.parse("DROP ROLE " + word)).isEqualTo(new DropRole(word, false));
        assertThat(StatementParser.parse("DROP USER " + word)).isEqualTo(new DropUser(word, false));
        assertThat(StatementParser.parse("CREATE USER " + word + " IDENTIFIED WITH JWT"))
                .isEqualTo(new CreateUser(word, false, false, new Identification.Jwt(), UserOptions.NONE));
        assertThat(StatementParser.parse("CREATE STAGE " + word + " COMMENT = 'c'"))
                .isEqualTo(new CreateStage(word, false, false, Optional.empty(), Optional.empty(), Optional.of("c")));
        assertThat(StatementParser.parse("GRANT ROLE " + word + " TO USER " + word)).isEqualTo(new GrantRole(word, new Grantee.User(word)));
        assertThat(StatementParser.parse("REVOKE ROLE " + word + " FROM ROLE " + word))
                .isEqualTo(new RevokeRole(word, new Grantee.Role(word)));
        assertThat(StatementParser.parse("SHOW GRANTS ON STAGE " + word))
                .isEqualTo(new ShowGrants(new ShowGrants.On(new GrantObject.Stage(word, Optional.empty()))));
        assertThat(StatementParser.parse("PRESIGN @" + word + "/" + word)).isEqualTo(presign(Action.DOWNLOAD, word, word));
        if (!word.equals("DEFAULT")) {
            assertThat(StatementParser.parse("SET ROLE " + word)).isEqualTo(new SetRole(Optional.of(word)));
        }
        if (!Set.of("USER", "ROLE").contains(word)) {
            assertThat(StatementParser.parse("GRANT ROLE r TO " + word)).isEqualTo(new GrantRole("r", new Grantee.User(word)));
        }
        if (!Dialect.USED.contains(word)) {
            assertThat(StatementParser.parse("USE " + word)).isEqualTo(new UseDatabase(word));
        }
    }

    static Stream<String> wordsThatMayBeNames() {
        return IntStream.range(SqlLexer.RESERVED + 1, SqlLexer.IDENT)
                .filter(type -> type != SqlLexer.IF)
                .mapToObj(SqlLexer.VOCABULARY::getSymbolicName);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ALL", "ANALYZE", "AND", "ANY", "FUNCTION", "PROCEDURE", "SEQUENCE", "ASC", "ANTI", "BOTH", "BLOCK", "CASE", "CAST",
        "CONNECTION", "CROSS", "CURRENT_TIMESTAMP", "DESC", "DISTINCT", "DO", "ELSE", "END", "FALSE", "FOR", "FULL", "IN",
        "IDENTIFIER", "INNER",
        "IS", "JOIN", "LATERAL", "LEADING", "LEFT", "LIKE", "NATURAL", "NOT", "NULL", "OR", "RIGHT", "SELECT", "PIVOT", "UNPIVOT", "SOME",
        "SEMI", "SET", "SAMPLE", "THEN", "TRAILING", "TRUE", "USING", "WHEN", "ARRAY", "AS", "ASOF", "BETWEEN", "CREATE",
        "ATTACH", "EXCEPT",
        "FETCH", "FROM", "GRANT", "GROUP", "HAVING", "INTERSECT", "INTO", "LIMIT", "FORMAT", "OFFSET", "ON", "OF", "ORDER", "OVER",
        "PARTITION",
        "QUALIFY", "ROWS", "STAGE", "UDF", "SHARE", "SHARES", "TO", "UNION", "WHERE", "WINDOW", "WITH", "IGNORE_RESULT", "MASKING", "ROW",
        "POLICY", "TASK", "PIPE", "STREAM"})
    void reserved_words_are_names_only_in_quotes(String word) {
        assertThat(StatementParser.parse("CREATE STAGE \"" + word + "\"")).isInstanceOf(CreateStage.class);
        assertThatThrownBy(() -> StatementParser.parse("CREATE STAGE " + word.toLowerCase(Locale.ROOT)))
                .isInstanceOf(SqlSyntaxException.class)
                .hasMessageContaining("it's reserved keyword, you may avoid using it");
    }

    @Test
    void format_options_are_kept_as_written_with_commas_or_without() {
        Map<String, FormatClause.Value> options = new LinkedHashMap<>();
        options.put("TYPE", new FormatClause.Value.Word("CSV"));
        options.put("FIELD_DELIMITER", new FormatClause.Value.Text("\t"));
        options.put("QUOTE", new FormatClause.Value.Word("NONE"));
        options.put("SKIP_HEADER", new FormatClause.Value.Number(1));
        options.put("TRIM_SPACE", new FormatClause.Value.Flag(true));
        options.put("NULL_IF", new FormatClause.Value.Texts(List.of("", "NULL")));
        options.put("EMPTY_FIELD_AS", new FormatClause.Value.Word("NULL"));
        assertThat(StatementParser.parse("CREATE FILE FORMAT f type = csv FIELD_DELIMITER='\\t', QUOTE = none SKIP_HEADER=1,"
                        + " trim_space=TRUE NULL_IF = ('', 'NULL') EMPTY_FIELD_AS = null"))
                .isEqualTo(new CreateFileFormat("f", false, false, new FormatClause(options)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMPRESSION = RAW_DEFLATE", "TYPE = EXCEL", "GEOMETRY_FORMAT = 'x'", "SKIP_HEADER = 'x'", "SKIP_HEADER = -1",
        "TRIM_SPACE = 1", "NULL_IF = 'x'", "QUOTE = \"x\"", "SKIP_HEADER = 18446744073709551616", "SKIP_HEADER = 9223372036854775808"})
    void an_option_or_value_the_grammar_does_not_know_is_a_syntax_error(String option) {
        assertSyntaxError("CREATE FILE FORMAT f " + option);
    }

    @Test
    void alter_stage_sets_or_unsets_format_and_comment() {
        FormatClause csv = format(Map.of("TYPE", new FormatClause.Value.Text("csv")));
        assertThat(StatementParser.parse("ALTER STAGE s SET FILE_FORMAT = (TYPE='csv') COMMENT = 'c'"))
                .isEqualTo(new AlterStage("s", false, new AlterStage.Set(Optional.empty(), Optional.of(csv), Optional.of("c"))));
        assertThat(StatementParser.parse("ALTER STAGE IF EXISTS s UNSET FILE_FORMAT"))
                .isEqualTo(new AlterStage("s", true, new AlterStage.Unset(true, false)));
        assertThat(StatementParser.parse("ALTER STAGE s UNSET COMMENTS, FILE_FORMAT"))
                .isEqualTo(new AlterStage("s", false, new AlterStage.Unset(true, true)));
        assertSyntaxError("ALTER STAGE s SET");
    }

    @Test
    void stages_are_dropped_described_and_shown() {
        assertThat(StatementParser.parse("DROP STAGE IF EXISTS s")).isEqualTo(new DropStage("s", true));
        assertThat(StatementParser.parse("DESC STAGE s;")).isEqualTo(new DescribeStage("s"));
        assertThat(StatementParser.parse("DESCRIBE STAGE @~")).isEqualTo(new DescribeStage("~"));
        assertThat(StatementParser.parse("SHOW STAGES")).isEqualTo(new ShowStages(Optional.empty(), OptionalLong.empty()));
        assertThat(StatementParser.parse("SHOW STAGES LIKE 'a%' LIMIT 5"))
                .isEqualTo(new ShowStages(Optional.of(new Filter.Like("a%")), OptionalLong.of(5)));
        assertThat(StatementParser.parse("SHOW SETTINGS LIMIT 18446744073709551615"))
                .isEqualTo(new ShowSettings(Optional.empty(), OptionalLong.of(Long.MAX_VALUE)));
    }

    @Test
    void a_condition_of_show_is_a_piece_of_query_up_to_its_own_limit() {
        assertThat(StatementParser.parse("SHOW STAGES WHERE name IN (SELECT name FROM list_stage(location => '@s') LIMIT 1) LIMIT 3;"))
                .isEqualTo(new ShowStages(
                        Optional.of(new Filter.Where(List.of(
                                new QueryPart.Text(" name IN (SELECT name FROM "),
                                new QueryPart.ListStage(new StagePath("s", ""), Optional.empty()),
                                new QueryPart.Text(" LIMIT 1)")))),
                        OptionalLong.of(3)));
        assertSyntaxError("SHOW STAGES WHERE");
        assertSyntaxError("SHOW STAGES WHERE LIMIT 1");
        assertSyntaxError("SHOW STAGES WHERE a = 1 LIMIT x");
        assertSyntaxError("SHOW STAGES WHERE a = 1; SELECT 1");
        assertSyntaxError("SHOW STAGES WHERE a = 1) UNION (SELECT 1");
        assertSyntaxError("SHOW STAGES WHERE (a = 1");
    }

    @Test
    void file_formats_are_dropped_and_shown() {
        assertThat(StatementParser.parse("DROP FILE FORMAT IF EXISTS f")).isEqualTo(new DropFileFormat("f", true));
        assertThat(StatementParser.parse("SHOW FILE FORMATS")).isEqualTo(new ShowFileFormats());
    }

    @Test
    void use_takes_the_last_name() {
        assertThat(StatementParser.parse("use default")).isEqualTo(new UseDatabase("default"));
        assertThat(StatementParser.parse("USE `default`.\"My Db\"")).isEqualTo(new UseDatabase("My Db"));
    }

    @Test
    void settings_are_set_and_unset_one_by_one_or_together() {
        assertThat(StatementParser.parse("SET GLOBAL timezone = 'Asia/Shanghai'"))
                .isEqualTo(new SetSettings(List.of(new Assignment("timezone", "Asia/Shanghai")), true));
        assertThat(StatementParser.parse("SET max_threads = 1_6, x = -1.50, y = TRUE, z = on"))
                .isEqualTo(new SetSettings(List.of(
                        new Assignment("max_threads", "16"), new Assignment("x", "-1.50"), new Assignment("y", "TRUE"),
                        new Assignment("z", "on"))));
        assertThat(StatementParser.parse("SET (a, b) = (1, 'x')"))
                .isEqualTo(new SetSettings(List.of(new Assignment("a", "1"), new Assignment("b", "x"))));
        assertThat(StatementParser.parse("UNSET SESSION a")).isEqualTo(new UnsetSettings(List.of("a")));
        assertThat(StatementParser.parse("UNSET (a, b)")).isEqualTo(new UnsetSettings(List.of("a", "b")));
        assertSyntaxError("SET (a, b) = (1)");
    }

    @Test
    void metadata_is_shown_of_a_database_a_table_or_everything() {
        assertThat(StatementParser.parse("SHOW FULL TABLES HISTORY FROM c.\"D\" LIKE 'a%' LIMIT 3;"))
                .isEqualTo(new Statement.ShowMetadata(
                        new Metadata.Tables(true, true, Optional.of("c"), Optional.of("D")),
                        Optional.of(new Statement.Filter.Like("a%")),
                        OptionalLong.of(3)));
        assertThat(metadata("show schemas in c")).isEqualTo(new Metadata.Databases(false, Optional.of("c")));
        assertThat(metadata("SHOW VIEWS")).isEqualTo(new Metadata.Views(false, false, Optional.empty(), Optional.empty()));
        TableName table = new TableName(Optional.empty(), Optional.of("d"), "t");
        assertThat(metadata("SHOW COLUMNS FROM t IN d")).isEqualTo(new Metadata.Columns(false, table));
        assertThat(metadata("SHOW FULL FIELDS IN d.t WHERE a = 1")).isEqualTo(new Metadata.Columns(true, table));
        assertThat(metadata("SHOW TABLE STATUS FROM d")).isEqualTo(new Metadata.TableStatus(Optional.empty(), Optional.of("d")));
        assertThat(metadata("SHOW PROCESSLIST")).isEqualTo(new Metadata.Processes());
        assertThat(metadata("SHOW TABLE FUNCTIONS")).isEqualTo(metadata("SHOW TABLE_FUNCTIONS")).isEqualTo(new Metadata.TableFunctions());
        assertThat(StatementParser.parse("DESC d.t")).isEqualTo(new Statement.DescribeTable(table));
        assertThat(StatementParser.parse("DESCRIBE TABLE d.t FORMAT JSON")).isEqualTo(new Statement.DescribeTable(table));
        assertThat(StatementParser.parse("SHOW CREATE TABLE d.t")).isEqualTo(new Statement.ShowCreateTable(table));
        assertThat(StatementParser.parse("SHOW CREATE DATABASE c.d")).isEqualTo(new Statement.ShowCreateDatabase(Optional.of("c"), "d"));
        assertThat(StatementParser.parse("DESC SELECT 1")).isInstanceOf(Statement.Query.class);
    }

    private static Metadata metadata(String sql) {
        return ((Statement.ShowMetadata) StatementParser.parse(sql)).metadata();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHOW COLUMNS", "SHOW COLUMNS FROM d.t FROM d", "SHOW DATABASES FROM a.b", "SHOW TABLES FROM", "SHOW TABLES x",
        "SHOW CREATE DATABASE a.b.c", "SHOW TABLES LIKE", "DESC TABLE", "DESC a.b.c.d", "SHOW TABLES WHERE"})
    void metadata_of_something_else_is_a_syntax_error(String sql) {
        assertSyntaxError(sql);
    }

    @Test
    void reserved_words_are_those_the_lexer_keeps_from_being_names() throws IOException {
        String grammar = Files.readString(Path.of("src/main/antlr4/dev/stagedoor/sql/grammar/SqlLexer.g4"));
        Matcher rule = Pattern.compile("\nRESERVED\\s+:([^;]*);").matcher(grammar);
        assertThat(rule.find()).isTrue();
        List<String> kept = Pattern.compile("'(\\w+)'").matcher(rule.group(1)).results().map(word -> word.group(1)).toList();
        assertThat(StatementParser.reservedWords()).containsAll(kept).contains("SELECT", "STAGE").doesNotContain("TABLE", "STAGES")
                .isSorted();
        StatementParser.reservedWords().forEach(word -> assertSyntaxError("DROP STAGE " + word));
    }

    @ParameterizedTest
    @CsvSource(
            {"BEGIN,BEGIN", "BEGIN TRANSACTION,BEGIN", "START TRANSACTION,BEGIN", "COMMIT;,COMMIT", "rollback,ROLLBACK", "ABORT,ROLLBACK"})
    void transactions_begin_and_end(String sql, Transaction.Kind kind) {
        assertThat(StatementParser.parse(sql)).isEqualTo(new Transaction(kind));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER STAGE s SET TAG a = 'b'                                 | ALTER STAGE … SET TAG
            ALTER STAGE s UNSET TAG a                                     | ALTER STAGE … UNSET TAG
            ALTER CONNECTION c SET TAG a = 'b'                            | ALTER CONNECTION
            ALTER CONNECTION IF EXISTS c UNSET TAG a                      | ALTER CONNECTION
            REPLACE INTO t VALUES (1)                                     | REPLACE INTO
            EXPLAIN UPDATE t SET a = 1                                    | EXPLAIN UPDATE
            EXPLAIN DELETE FROM t                                         | EXPLAIN DELETE
            EXPLAIN MERGE INTO t USING s                                  | EXPLAIN MERGE
            CREATE TRANSIENT TABLE t (a INT)                              | CREATE TABLE
            create or replace database d                                  | CREATE DATABASE
            UNDROP DATABASE d                                             | UNDROP
            ALTER TABLE t CLUSTER BY (a)                                  | ALTER TABLE … CLUSTER
            ALTER TABLE t DROP CLUSTER KEY                                | ALTER TABLE … DROP CLUSTER KEY
            ALTER DATABASE d RENAME TO e                                  | ALTER DATABASE
            DROP VIEW v                                                   | DROP VIEW
            SHOW DROP TABLES                                              | SHOW DROP TABLES
            SHOW INDEXES                                                  | SHOW INDEXES
            KILL QUERY 'x'                                                | KILL
            USE CATALOG c                                                 | USE CATALOG
            WITH a AS (SELECT 1) COPY INTO t FROM a                       | WITH … COPY
            WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a            | WITH … INSERT
            WITH a AS (SELECT 1) DELETE FROM t                            | WITH … DELETE
            INSERT ALL INTO t SELECT 1                                    | INSERT ALL
            INSERT OVERWRITE FIRST WHEN a THEN INTO t SELECT 1 AS a       | INSERT FIRST
            EXPLAIN INSERT INTO t VALUES (1)                              | EXPLAIN INSERT
            """)
    void what_is_not_built_is_named(String sql, String what) {
        assertThat(StatementParser.parse(sql)).isEqualTo(new NotBuilt(what));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ";", "-- only a comment", "FOO", "LS @s", "LIST", "LIST @s; LIST @t", "CREATE OR REPLACE STAGE IF NOT EXISTS s",
        "CREATE TEMPORARY STAGE s", "CREATE STAGE @s", "CREATE STAGE s COMMENT 'x'",
        "CREATE STAGE s COMMENT = 'x' FILE_FORMAT = (TYPE = CSV)",
        "CREATE STAGE s COMMENT = 'x' URL = 's3://b/'", "CREATE STAGE s CONNECTION = (a = 'b')",
        "CREATE STAGE s URL = CONNECTION = (a = 'b')",
        "CREATE STAGE s URL = 's3://b/' CONNECTION = ()()", "CREATE STAGE s URL 's3://b/'", "ALTER STAGE s SET CONNECTION = (a = 'b')",
        "CREATE CONNECTION c", "CREATE CONNECTION c k = 'v'", "CREATE CONNECTION c STORAGE_TYPE = s3",
        "CREATE CONNECTION 'c' STORAGE_TYPE = 's3'",
        "CREATE CONNECTION c STORAGE_TYPE = 's3', k = 'v'", "CREATE OR REPLACE CONNECTION IF NOT EXISTS c STORAGE_TYPE = 's3'",
        "DROP CONNECTION", "DESC CONNECTION", "SHOW CONNECTIONS LIKE 'c%'", "SHOW CONNECTIONS LIMIT 1", "SHOW CONNECTION",
        "SHOW STAGE", "DESC STAGE", "USE", "USE a.b.c", "SET a", "PRESIGN", "PRESIGN 's3://b/x'", "PRESIGN INVALID @s/x", "1", "@s", "'x'"})
    void what_is_not_a_statement_is_a_syntax_error(String sql) {
        assertSyntaxError(sql);
    }

    @Test
    void comments_are_white_space_but_not_inside_a_location() {
        assertThat(StatementParser.parse("/* a */ LIST -- b\n @s/x--y/*z*/ -- c"))
                .isEqualTo(new ListFiles(new StagePath("s", "x--y/*z*/"), Optional.empty()));
    }

    @Test
    void a_format_of_the_result_is_dropped() {
        assertThat(StatementParser.parse("LIST @s FORMAT JSON;")).isEqualTo(new ListFiles(new StagePath("s", ""), Optional.empty()));
    }

    @Test
    void a_text_beyond_the_limit_is_refused() {
        String longest = "SELECT '" + "x".repeat(StatementParser.MAX_SQL_CHARS - 9) + "'";
        assertThat(StatementParser.parse(longest)).isInstanceOf(Statement.Query.class);
        assertSyntaxError(longest + " ");
    }

    @Test
    void a_statement_of_too_many_tokens_is_refused() {
        assertSyntaxError("SET a = 1" + ", a = 1".repeat(StatementParser.MAX_TOKENS));
        assertSyntaxError("SELECT 1" + ", 1".repeat(QueryScanner.MAX_PARTS));
    }

    @Test
    void keywords_for_completion_are_sorted_and_distinct() {
        assertThat(StatementParser.keywords())
                .isSorted().doesNotHaveDuplicates().contains("PRESIGN", "UPLOAD", "FILE_FORMAT", "list_stage", "SKIP_HEADER", "SELECT",
                        "CONNECTION", "CONNECTIONS", "STORAGE_TYPE",
                        "ENDPOINT_URL", "AWS_SECRET_KEY", "URL", "INTO", "ON_ERROR", "TIMESTAMP_TZ", "INSERT");
    }

    private static Presign presign(Action action, String stage, String path) {
        return new Presign(action, new StagePath(stage, path), Map.of());
    }

    private static FormatClause format(Map<String, FormatClause.Value> options) {
        return new FormatClause(options);
    }

    private static void assertSyntaxError(String sql) {
        assertThatThrownBy(() -> StatementParser.parse(sql)).isInstanceOf(SqlSyntaxException.class);
    }
}
