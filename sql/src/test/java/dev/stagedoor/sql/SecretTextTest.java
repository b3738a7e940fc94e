package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A syntax error quotes the text it is about, but no secret of it. */
class SecretTextTest {
    private static final String SECRET = "hunter2/Zw+x";

    private static final List<String> STATEMENTS = List.of(
            "CREATE STAGE s URL = 's3://bucket/p/' CONNECTION = (region = 'eu', aws_secret_key = 'hunter2/Zw+x') FILE_FORMAT = (TYPE ="
                    + " CSV) oops",
            "CREATE OR REPLACE STAGE s 's3://bucket/' CONNECTION = (secret_access_key = 'hunter2/Zw+x', session_token='hunter2/Zw+x')"
                    + " COMMENT 'x'",
            "ALTER STAGE s SET URL = 's3://AK:hunter2/Zw+x@bucket:x/p/' CONNECTION = (k = 'hunter2/Zw+x'), COMMENT = 'x'",
            "CREATE CONNECTION IF NOT EXISTS c STORAGE_TYPE = 's3' access_key_id = 'hunter2/Zw+x' secret_access_key = 'hunter2/Zw+x' oops",
            "CREATE CONNECTION c STORAGE_TYPE = 'azblob' account_key = $$hunter2/Zw+x$$, endpoint_url = 'x'",
            "CREATE USER IF NOT EXISTS u IDENTIFIED WITH SHA256_PASSWORD BY 'hunter2/Zw+x' WITH DEFAULT_ROLE = 'r', DISABLED = TRUE oops",
            "CREATE OR REPLACE USER 'u'@'%' IDENTIFIED BY $$hunter2/Zw+x$$ oops",
            "ALTER USER IF EXISTS u IDENTIFIED BY 'hunter2/Zw+x' WITH DISABLED = FALSE oops",
            "SELECT 1; CREATE USER u IDENTIFIED BY 'hunter2/Zw+x'");

    @Test
    void strings_are_asterisks_of_the_same_width_and_the_caret_still_points_at_the_place() {
        String sql = "CREATE STAGE s URL = 's3://b/' CONNECTION = (aws_key_id = 'AK😀é' aws_secret_key = 'it''s \\' x') oops";
        assertThat(errorOf(sql)).hasMessage("""
                error:\s
                  --> SQL:1:97
                  |
                1 | CREATE STAGE s URL = 's3://b/' CONNECTION = (aws_key_id = '****' aws_secret_key = '**********') ****
                  | ------                                                                                          ^^^^ unexpected \
                `****`, \
                expecting `FORMAT`, `COMMENT`, `COMMENTS`, `COPY_OPTIONS`, `FILE_FORMAT`, `PRESIGN`, `,`, or end of input
                  | |                                                                                               \s
                  | while parsing `""" + Usage.CREATE_STAGE.syntax() + "`");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            CREATE CONNECTION c STORAGE_TYPE = 's3' secret_access_key 'hunter2' | 1 | CREATE CONNECTION c STORAGE_TYPE = '**' \
            secret_access_key '*******'
            CREATE CONNECTION c STORAGE_TYPE = 's3' k = hunter2                | 1 | CREATE CONNECTION c STORAGE_TYPE = '**' k = *******
            CREATE CONNECTION c STORAGE_TYPE = 's3' k = 'hunter2               | 1 | CREATE CONNECTION c STORAGE_TYPE = '**' k = '*******
            CREATE CONNECTION c STORAGE_TYPE = 's3' k = "hunter2               | 1 | CREATE CONNECTION c STORAGE_TYPE = '**' k = "*******
            CREATE CONNECTION c STORAGE_TYPE = 's3' k = "hunter2"              | 1 | CREATE CONNECTION c STORAGE_TYPE = '**' k = *********
            CREATE CONNECTION c STORAGE_TYPE = 's3 k = 'hunter2' j = 'x' | 1 | CREATE CONNECTION c STORAGE_TYPE = '*******'*******'*****'*'
            CREATE STAGE s URL = 's3://b/ CONNECTION = (k = 'hunter2') | 1 | CREATE STAGE s URL = 's3://b/*******************'*******'*
            CREATE STAGE s 's3://k:hunter2@b:x/p/?hunter2#hunter2' oops | 1 | CREATE STAGE s 's3://**********b*********************' ****
            CREATE STAGE s 's3://b/' CONECTION = (k = 'hunter2')               | 1 | CREATE STAGE s 's3://b/' CONECTION = (k = '*******')
            CRAETE STAGE s 's3://b/' CONNECTION = (k = 'hunter2')              | 1 | CRAETE STAGE s 's3://b/' CONNECTION = (k = '*******')
            MAKE STAGE s 's3://b/' CONECTION = (k = 'hunter2')                 | 1 | MAKE STAGE s 's3://b/' CONECTION = (k = '*******')
            CREATE STAG s 's3://b/' CONECTION = (k = 'hunter2')                | 1 | CREATE STAG s '*******' CONECTION = (k = '*******')
            ALTR STAGE s SET 's3://b/' CONECTION = (k = 'hunter2')             | 1 | ALTR STAGE s SET 's3://b/' CONECTION = (k = '*******')
            ALTER STAGE s SET COMMENT = 'hunter2' /* hunter2 */ oops | 1 | ALTER STAGE s SET COMMENT = '*******' ** ******* ** ****
            SELECT 1; CREATE CONNECTION c STORAGE_TYPE = 's3' k = 'hunter2'    | 1 | SELECT 1; CREATE CONNECTION c STORAGE_TYPE = '**' k \
            = '*******'
            DROP STAGE s; CREATE STAGE t 's3://b/' CONNECTION = (k='hunter2')  | 1 | DROP STAGE s; CREATE STAGE t 's3://b/' CONNECTION = \
            (k='*******')
            SELECT * FROM 's3://b/x' (aws_secret_key => 'hunter2'              | 1 | SELECT * FROM '********' (aws_secret_key => '*******'
            SELECT * FROM 's3://b/x' (CONNECTION => (K = 'hunter2' J))         | 1 | SELECT * FROM '********' (CONNECTION => (K = \
            '*******' *))
            SELECT * FROM 's3://b/x' CONNECTION = (K = 'hunter2')              | 1 | SELECT * FROM '********' CONNECTION = (K = '*******')
            CREATE STAGE s FILE_FORMAT = (TYPE = EXCEL)                        | 1 | CREATE STAGE s FILE_FORMAT = (TYPE = EXCEL)
            CREATE STAGE s FILE_FORMAT = (SKIP_HEADER = 99999999999999999999)  | 1 | CREATE STAGE s FILE_FORMAT = (SKIP_HEADER = \
            99999999999999999999)
            CREATE STAGE s FILE_FORMAT = (TYPO = CSV)                          | 1 | CREATE STAGE s FILE_FORMAT = (TYPO = ***)
            CREATE STAGE s URL = 'hunter2'                                     | 1 | CREATE STAGE s URL = '*******'
            CREATE STAGE s 's3://b/' CONNECTION = (k URL = 's3://hunter2')     | 1 | CREATE STAGE s 's3://b/' CONNECTION = (* URL = \
            '************')
            CREATE STAGE 's3://b/'                                             | 1 | CREATE STAGE '*******'
            CREATE USER u IDENTIFIED BY hunter2                                | 1 | CREATE USER u IDENTIFIED BY *******
            CREATE USER u IDENTIFIED BY hunter2 read TRUE                      | 1 | CREATE USER u IDENTIFIED BY ******* **** ****
            CREATE USER u IDENTIFIED hunter2                                   | 1 | CREATE USER u IDENTIFIED *******
            CREATE USER u IDENTIFIED 'hunter2'                                 | 1 | CREATE USER u IDENTIFIED '*******'
            CREATE USER u IDENTIFIED BY 'hunter2                               | 1 | CREATE USER u IDENTIFIED BY '*******
            CREATE USER u IDENTIFIED BY "hunter2"                              | 1 | CREATE USER u IDENTIFIED BY *********
            CREATE USER u IDENTIFIED BY hunter2 = 1                            | 1 | CREATE USER u IDENTIFIED BY ******* * *
            CREATE USER u PASSWORD hunter2                                     | 1 | CREATE USER u ******** *******
            CREATE USER IF NOT EXISTS u 's3://hunter2/'                        | 1 | CREATE USER IF NOT EXISTS u '*************'
            CREATE USR u IDENTIFED BY 'hunter2'                                | 1 | CREATE USR u IDENTIFED BY '*******'
            CREATE USER u IDENTIFED BY 'hunter2'                               | 1 | CREATE USER u IDENTIFED BY '*******'
            CREATE USER u IDENTIFIED WITH SHA256 BY 'hunter2'                  | 1 | CREATE USER u IDENTIFIED WITH SHA256 BY '*******'
            CREATE USER u IDENTIFIED WITH hunter2                              | 1 | CREATE USER u IDENTIFIED WITH *******
            CREATE USER u IDENTIFIED BY 'hunter2' WITH FOO = 1                 | 1 | CREATE USER u IDENTIFIED BY '*******' WITH FOO = *
            CREATE USER u IDENTIFIED BY 'hunter2' WITH PASSWORD = hunter2 oops | 1 | CREATE USER u IDENTIFIED BY '*******' WITH PASSWORD \
            = ******* oops
            CREATE USER u IDENTIFIED BY 'hunter2' WIHT DISABLED = TRUE | 1 | CREATE USER u IDENTIFIED BY '*******' WIHT DISABLED = TRUE
            CREATE USER u IDENTIFIED BY 'hunter2' WITH DISABLED = 1            | 1 | CREATE USER u IDENTIFIED BY '*******' WITH DISABLED = 1
            CREATE USER u IDENTIFIED BY 'hunter2' WITH DISABLED = maybe | 1 | CREATE USER u IDENTIFIED BY '*******' WITH DISABLED = maybe
            CREATE USER u IDENTIFIED BY 'x' hunter2'                           | 1 | CREATE USER u IDENTIFIED BY '*' *******'
            CREATE USER u IDENTIFIED BY 'x'hunter2 oops                        | 1 | CREATE USER u IDENTIFIED BY '*'******* ****
            ALTER USER u DISABLE = TRUE                                        | 1 | ALTER USER u DISABLE = TRUE
            ALTER USER u DISABLE                                               | 1 | ALTER USER u DISABLE
            ALTER USER u SELECT hunter2                                        | 1 | ALTER USER u SELECT *******
            CREAT USER u IDENTIFIED BY hunter2                                 | 1 | CREAT USER u IDENTIFIED BY *******
            MAKE USER u IDENTIFIED BY hunter2                                  | 1 | MAKE USER u IDENTIFIED BY *******
            USER u IDENTIFIED BY 'hunter2'                                     | 1 | USER u IDENTIFIED BY '*******'
            BY 'hunter2'                                                       | 1 | BY '*******'
            ALTER USER u IDENTIFIED BY 'hunter2' DISABLED = TRUE               | 1 | ALTER USER u IDENTIFIED BY '*******' DISABLED = TRUE
            LIST @s; ALTER USER u IDENTIFIED BY 'hunter2'                      | 1 | LIST @s; ALTER USER u IDENTIFIED BY '*******'
            LIST @s; u IDENTIFED BY 'hunter2'                                  | 1 | LIST @s; u IDENTIFED BY '*******'
            """)
    void what_may_be_a_secret_is_hidden_whatever_the_mistake(String sql, String gutter, String shown) {
        String message = errorOf(sql).getMessage();
        assertThat(message).doesNotContain("hunter2");
        assertThat(message.lines()).contains(gutter + " | " + shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST @s 'hunter2'", "CREATE FILE FORMAT f TYPE = 'hunter2' oops", "DROP STAGE 'hunter2'", "SELECT 'hunter2' )",
        "PRESIGN @connection 'hunter2", "GRANT READ ON STAGE s PATH 'hunter2' TO oops oops",
        "SELECT user FROM identifier ORDER BY 'hunter2' )", "SET a = 'hunter2' oops"})
    void other_statements_are_shown_as_written(String sql) {
        assertThat(errorOf(sql).getMessage().lines()).contains("1 | " + sql);
    }

    @Test
    void a_line_of_a_longer_string_is_hidden_too() {
        SqlSyntaxException error = errorOf("CREATE CONNECTION c STORAGE_TYPE = 's3'\nk = 'a\nhunter2\nb' oops");
        assertThat(error).hasMessageContaining("4 | *' ****").hasMessageContaining("1 | CREATE CONNECTION c STORAGE_TYPE = '**'\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT 1; CREATE USERIDENTIFIED BY 'hunter2'",
        "SELECT 1; CREATE USER u IDENTIFIEDBY 'hunter2'",
        "LIST @s; CREATEUSER uIDENTIFIED WITH 'hunter2'"
    })
    void words_that_have_grown_together_bring_no_secret_to_light(String sql) {
        assertThat(errorOf(sql)).message().doesNotContain("hunter2");
    }

    /** Quotes, words and signs are lost or added anywhere but inside the secret, which never begins with a keyword. */
    @Property(tries = 5000)
    void no_mistake_brings_a_secret_to_light(@ForAll("mistakes") String text) {
        try {
            StatementParser.parse(text);
        } catch (SqlSyntaxException e) {
            assertThat(e.getMessage()).doesNotContain("hunter2").doesNotContain("Zw");
        } catch (LocationException e) {
            assertThat(e.getMessage()).doesNotContain("hunter2");
        }
    }

    @Provide
    Arbitrary<String> mistakes() {
        Arbitrary<String> inserted = Arbitraries.oneOf(
                Arbitraries.of("", "'", "\"", "`", "$$", "(", ")", "--", "/*", "=", ",", " x ", ";", "\n", "\\", "@"),
                Arbitraries.of(StatementParser.keywords()).map(word -> " " + word + " "));
        return Combinators.combine(
                        Arbitraries.of(STATEMENTS), Arbitraries.integers().between(9, 150), Arbitraries.integers().between(0, 3), inserted)
                .as((statement, at, removed, text) -> changed(statement, Math.min(at, statement.length()), removed, text));
    }

    private static String changed(String statement, int at, int removed, String text) {
        int end = Math.min(statement.length(), at + removed);
        for (int secret = statement.indexOf(SECRET); secret >= 0; secret = statement.indexOf(SECRET, secret + 1)) {
            boolean touches = at < secret + SECRET.length() && end > secret;
            if (touches || (at > secret && at < secret + SECRET.length())) {
                return statement;
            }
        }
        return statement.substring(0, at) + text + statement.substring(end);
    }

    private static SqlSyntaxException errorOf(String sql) {
        return catchThrowableOfType(SqlSyntaxException.class, () -> StatementParser.parse(sql));
    }
}
