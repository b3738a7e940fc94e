package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.sql.grammar.SqlParser;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.antlr.v4.runtime.CommonTokenStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, the answer is a statement or one of the two exceptions, in bounded time, memory and stack. */
class ParserRobustnessTest {
    private static final int LONG_CHARS = 1 << 18;

    private static final List<String> STATEMENTS = List.of(
            "PRESIGN UPLOAD @my_stage/dir/books.parquet EXPIRE = 3600 CONTENT_TYPE = 'text/csv';",
            "PRESIGN '@s/a b/ü.csv' EXPIRE = 1e30",
            "PRESIGN UPLOAD @st1//it's (a, b) \"q\".csv EXPIRE = 60;",
            "LIST @~/a\\ b PATTERN = '.*[.]csv'",
            "REMOVE @s1 PATTERN='ontime.*' FORMAT JSON",
            "CREATE OR REPLACE STAGE \"s 1\" FILE_FORMAT = (TYPE = CSV, NULL_IF = ('', '\\u00e9') SKIP_HEADER = 1_0) COMMENT = $$it's$$",
            "CREATE STAGE IF NOT EXISTS s URL = 's3://b:9000/' CONNECTION = (endpoint_url = 'http://h', enable_virtual_host_style = TRUE)"
                    + " , COMMENT = 'c'",
            "CREATE STAGE s 's3://u:p@b/p/?q#f' FILE_FORMAT = (TYPE = CSV)",
            "ALTER STAGE s SET URL = 'azblob://c/p/' CONNECTION = (account_key = 'x'), COMMENT = 'c'",
            "CREATE OR REPLACE CONNECTION c STORAGE_TYPE = 's3' secret_access_key = 'x' url = '\\u00e9'",
            "DROP CONNECTION IF EXISTS c",
            "DESCRIBE CONNECTION c",
            "SHOW CONNECTIONS",
            "ALTER STAGE IF EXISTS s SET FILE_FORMAT = (FORMAT_NAME = 'f'), COMMENT = '\\x41\\101'",
            "DROP STAGE IF EXISTS `s`",
            "SHOW STAGES WHERE name LIKE 'a%' AND (owner = version()) LIMIT 10",
            "SET (a, b) = (1, 'x')",
            "SET GLOBAL timezone = 'UTC', x = -0x1F",
            "USE default.\"db\"",
            "select 1, 2 as x, version() from list_stage(location => '@s/p', pattern => 'x') l join system.stages on 1 = 1 -- c",
            "WITH a AS (SELECT `x` FROM t) SELECT 'it\\'s' FROM a /* c */ UNION SELECT 2;",
            "PRESIGN UPLOAD @s/f MAX_SIZE = '2 GiB' CONTENT_LENGTH = 5 CHECKSUM_SHA256 = 'x' OVERWRITE = FALSE ONE_TIME = TRUE FROM_IP ="
                    + " '10.0.0.0/8'",
            "CREATE STAGE s PRESIGN = (MAX_EXPIRE = 900, MAX_SIZE = 5 CONTENT_TYPES = ('a/b', 'c/d') OVERWRITE = FALSE, METHODS ="
                    + " (UPLOAD)) COMMENT = 'c'",
            "CREATE STAGE s COMMENT = 'c' PRESIGN = ()",
            "ALTER STAGE s SET PRESIGN = (METHODS = (DOWNLOAD, UPLOAD)), URL = 's3://b/' CONNECTION = (k = 'v'),",
            "ALTER STAGE s UNSET PRESIGN, COMMENT",
            "REVOKE PRESIGN 'x'", "REVOKE PRESIGN ON STAGE @~", "REVOKE PRESIGN ON @s", "REVOKE PRESIGN ON STAGE s",
            "CREATE OR REPLACE USER 'u'@'%' IDENTIFIED WITH SHA256_PASSWORD BY 'p' WITH DEFAULT_ROLE = 'r', DISABLED = TRUE SET NETWORK"
                    + " POLICY = 'n'",
            "CREATE USER IF NOT EXISTS u@'%' IDENTIFIED WITH JWT WITH TENANTSETTING",
            "CREATE USER u IDENTIFIED WITH KEY_PAIR BY '-----BEGIN PUBLIC KEY-----'",
            "ALTER USER IF EXISTS u IDENTIFIED WITH NO_PASSWORD WITH DISABLED = FALSE",
            "ALTER USER u WITH DEFAULT_ROLE = 'r'",
            "DROP USER IF EXISTS 'u'@'%'", "SHOW USERS",
            "CREATE ROLE IF NOT EXISTS 'r'", "DROP ROLE IF EXISTS r", "SHOW ROLES", "SET ROLE DEFAULT", "SET SECONDARY ROLES NONE",
            "GRANT ROLE r TO ROLE role", "REVOKE ROLE 'r' FROM USER user",
            "GRANT ALL PRIVILEGES, READ, WRITE ON STAGE s PATH 'a/b/' TO 'u'@'%'",
            "GRANT OWNERSHIP ON CONNECTION c TO ROLE r", "GRANT CREATE STAGE, CREATE CONNECTION, SUPER ON *.* TO u",
            "REVOKE ACCESS CONNECTION ON CONNECTION c FROM u", "GRANT SELECT ON db.* TO u",
            "SHOW GRANTS FOR ROLE r", "SHOW GRANTS OF ROLE r", "SHOW GRANTS ON STAGE s", "SHOW GRANTS",
            "CREATE OR REPLACE TABLE d.t (a INT NOT NULL DEFAULT (1 + 2) COMMENT 'c', b TUPLE(x ARRAY(MAP(STRING, INT NULL)), y DATE) NULL)"
                    + " PARTITION BY (day(a), bucket(16, b)) CLUSTER BY (a) COMMENT = 'c' k = 1",
            "CREATE TABLE IF NOT EXISTS t LIKE u", "CREATE TABLE t AS SELECT * FROM u", "DROP TABLE IF EXISTS t ALL", "UNDROP TABLE t",
            "RENAME TABLE a TO d.b", "ALTER TABLE t ADD COLUMN a DECIMAL(10, 2) DEFAULT 1 AFTER b", "ALTER TABLE t RENAME a TO b",
            "ALTER TABLE t MODIFY a BIGINT UNSIGNED, COLUMN b TEXT", "ALTER TABLE t COMMENT = 'c'", "TRUNCATE TABLE t",
            "CREATE DATABASE IF NOT EXISTS c.d", "DROP SCHEMA d", "OPTIMIZE TABLE t COMPACT", "ANALYZE TABLE t",
            "COPY INTO d.t (a, b) FROM @s/in/ FILES = ('a', 'b') FILE_FORMAT = (TYPE = CSV, NULL_IF = ('')) ON_ERROR = SKIP_FILE_3 PURGE ="
                    + " TRUE COLUMN_MATCH_MODE = POSITION SCHEMA_EVOLUTION = (SAMPLE_FILES = AUTO)",
            "COPY INTO t FROM (SELECT $1, upper($2) FROM 's3://b/' CONNECTION = (k = 'v') x) PATTERN = '.*' MAX_FILES = 3",
            "EXPLAIN COPY INTO t FROM @s", "COPY INTO @s/out/ FROM (SELECT * FROM t) PARTITION BY (a) DETAILED_OUTPUT = TRUE",
            "COPY INTO '@s/a b' FROM t SINGLE = TRUE USE_RAW_PATH = TRUE OVERWRITE = TRUE MAX_FILE_SIZE = 5",
            "INSERT INTO t (a, b) VALUES (1, 'it\\'s'), (DEFAULT, f('x', [1, 2]))", "INSERT OVERWRITE t SELECT 1, $1 FROM @s",
            "INSERT INTO t VALUES (?, 'c', ?) FROM @s/a FILE_FORMAT = (TYPE = CSV)", "INSERT INTO TABLE t VALUES",
            "COPY INTO t FROM @s");

    @Property(tries = 2000)
    void any_text_is_a_statement_or_a_known_error(@ForAll String text) {
        parse(text);
    }

    @Property(tries = 2000)
    void any_sequence_of_words_is_a_statement_or_a_known_error(@ForAll("sequences") String text) {
        parse(text);
    }

    @Property(tries = 3000)
    void any_change_of_a_statement_is_a_statement_or_a_known_error(@ForAll("changedStatements") String text) {
        parse(text);
    }

    @Test
    void no_statement_needs_prediction() {
        STATEMENTS.forEach(ParserRobustnessTest::parse);
        SqlParser parser = new SqlParser(new CommonTokenStream(SourceText.lexer("")));
        assertThat(parser.getInterpreter().decisionToDFA).isNotEmpty().allSatisfy(decision -> assertThat(decision.s0).isNull());
    }

    @ParameterizedTest
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    @ValueSource(strings = {"(", "SELECT (", "SELECT 1,", "'", "\"", "`", "/*", "SELECT /*", "$", "$$", "\\", "@", "@s/a ", "PRESIGN @s/a",
            "日", "SELECT '日",
        "LIST @s/ EXPIRE", "CREATE STAGE s 's3://", "CREATE STAGE s 's3://b@", "CREATE CONNECTION c k = '",
        "CREATE CONNECTION c STORAGE_TYPE = 's3' k",
        "LIST @s/ x = '", "GRANT ", "GRANT READ,", "GRANT x ON ", "REVOKE PRESIGN ", "CREATE USER u IDENTIFIED BY ",
        "CREATE USER u IDENTIFIED BY 'p' WITH ",
        "CREATE STAGE s PRESIGN = (", "ALTER USER ", "IDENTIFIED ", "PRESIGN @s/a OVERWRITE ", "LIST @s/ ; x", "SET a = (",
        "CREATE FILE FORMAT f TYPE = CSV ", "SHOW STAGES WHERE (",
        "INSERT INTO t VALUES (1", "INSERT INTO t VALUES (1), (", "INSERT INTO t VALUES (DEFAULT), (DEFAULT",
        "INSERT INTO t VALUES ('\\\\'), (", "INSERT INTO t (a,", "COPY INTO t FROM (SELECT 1,", "COPY INTO t FROM @s FILES = ('a',",
        "COPY INTO t FROM @s PURGE = TRUE ",
        "CREATE TABLE t (a INT, ", "CREATE TABLE t (a ARRAY(", "CREATE TABLE t (a INT DEFAULT (", "CREATE TABLE t (a INT) k = 1 ",
        "SELECT * FROM t, ", "SELECT * FROM a.", "SELECT * FROM t AT (SNAPSHOT => 'x') ",
        "SELECT * FROM list_stage(", "1", "1.", "1e", "0x", "--", "\n", ";", "a.", "*", "-"})
    void a_long_text_takes_time_in_proportion_to_its_length(String piece) {
        String last = piece.substring(piece.length() - 1);
        for (String repeated : new LinkedHashSet<>(List.of(piece, piece + " ", last, last + " "))) {
            parse(piece + repeated.repeat(LONG_CHARS / repeated.length()));
            parse("SELECT " + repeated.repeat(LONG_CHARS / repeated.length()));
            parse("LIST @s/" + repeated.repeat(LONG_CHARS / repeated.length()));
        }
    }

    @Provide
    Arbitrary<String> sequences() {
        Arbitrary<String> words = Arbitraries.of(StatementParser.keywords());
        Arbitrary<String> symbols = Arbitraries.of(
                "(", ")", ",", ";", "=", "=>", ".", "-", "~", "@s/x", "@", "'x'", "'", "\"n\"", "`", "$$", "1", "1.5", "0x", "--",
                "/*", "*/", "\\", "\n", "é");
        return Arbitraries.oneOf(words, words, symbols).list().ofMaxSize(12).map(list -> String.join(" ", list));
    }

    @Provide
    Arbitrary<String> changedStatements() {
        Arbitrary<String> inserted = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(3),
                Arbitraries.of("'", "\"", "`", "\\", "@", ";", "(", ")", "--", "/*", "$$", "\n", "\uD83D", "=", " EXPIRE = ", " PATTERN "));
        return Combinators.combine(
                        Arbitraries.of(STATEMENTS), Arbitraries.integers().between(0, 200), Arbitraries.integers().between(0, 5), inserted)
                .as((statement, at, removed, text) -> {
                    int from = Math.min(at, statement.length());
                    return statement.substring(0, from) + text + statement.substring(Math.min(from + removed, statement.length()));
                });
    }

    private static void parse(String text) {
        try {
            assertThat(StatementParser.parse(text)).isNotNull();
        } catch (SqlSyntaxException e) {
            assertThat(e.getMessage()).startsWith("error: \n").hasSizeLessThan(4_000);
            assertThat(e.line()).isPositive();
            assertThat(e.column()).isPositive();
        } catch (LocationException | OptionException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(400);
        }
    }
}
