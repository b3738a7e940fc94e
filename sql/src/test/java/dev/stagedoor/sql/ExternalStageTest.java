package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.sql.Statement.AlterStage;
import dev.stagedoor.sql.Statement.CreateConnection;
import dev.stagedoor.sql.Statement.CreateStage;
import dev.stagedoor.sql.Statement.DescribeConnection;
import dev.stagedoor.sql.Statement.DropConnection;
import dev.stagedoor.sql.Statement.ShowConnections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stages over a store of the user's, and connections: texts and their records. */
class ExternalStageTest {
    @Test
    void create_stage_takes_a_url_and_a_connection_as_databends_documentation_writes_them() {
        assertThat(StatementParser.parse("CREATE STAGE my_external_stage url = 's3://databend' CONNECTION =(ENDPOINT_URL="
                        + " 'http://127.0.0.1:9000' aws_key_id='ROOTUSER' aws_secret_key='CHANGEME123');"))
                .isEqualTo(stage("my_external_stage", "s3://databend", Map.of(
                        "endpoint_url", "http://127.0.0.1:9000", "aws_key_id", "ROOTUSER", "aws_secret_key", "CHANGEME123")));
    }

    @Test
    void a_url_needs_neither_its_keyword_nor_a_connection() {
        assertThat(StatementParser.parse("CREATE STAGE s 's3://b/p/'")).isEqualTo(stage("s", "s3://b/p/", Map.of()));
        assertThat(StatementParser.parse("CREATE STAGE s URL = $$fs:///tmp/it's/$$ CONNECTION = ()"))
                .isEqualTo(stage("s", "fs:///tmp/it's/", Map.of()));
        assertThat(StatementParser.parse("CREATE STAGE url 's3://b/'")).isEqualTo(stage("url", "s3://b/", Map.of()));
    }

    @Test
    void a_format_and_a_comment_follow_a_location() {
        FormatClause csv = new FormatClause(Map.of("TYPE", new FormatClause.Value.Word("CSV")));
        CreateStage expected = new CreateStage(
                "s", true, false, Optional.of(location("s3://b/", Map.of("k", "v"))), Optional.of(csv), Optional.of("c"));
        for (String comma : List.of("", ",")) {
            assertThat(StatementParser.parse("CREATE OR REPLACE STAGE s URL='s3://b/' CONNECTION=(k='v')" + comma
                            + " FILE_FORMAT=(TYPE=CSV) COMMENT='c'"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void keys_are_lower_case_commas_optional_and_of_a_key_given_twice_the_last_counts() {
        assertThat(StatementParser.parse("CREATE STAGE s 's3://b/' CONNECTION = (Region = 'a', url = 'x'"
                        + " REGION = 'b' \"List\" = '', storage_type='y',)"))
                .isEqualTo(stage("s", "s3://b/", Map.of("region", "b", "url", "x", "list", "", "storage_type", "y")));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"TRUE,true", "false,false", "'true',true", "'maybe',maybe"})
    void the_url_style_alone_may_be_a_flag(String written, String value) {
        String style = "enable_virtual_host_style";
        assertThat(StatementParser.parse("CREATE STAGE s 's3://b/' CONNECTION = (ENABLE_VIRTUAL_HOST_STYLE = " + written + ")"))
                .isEqualTo(stage("s", "s3://b/", Map.of(style, value)));
        assertThat(StatementParser.parse("CREATE CONNECTION c STORAGE_TYPE = 's3' ENABLE_VIRTUAL_HOST_STYLE = " + written))
                .isEqualTo(new CreateConnection("c", false, false, "s3", new TreeMap<>(Map.of(style, value))));
        assertThatThrownBy(() -> StatementParser.parse("CREATE STAGE s 's3://b/' CONNECTION = (region = TRUE)"))
                .isInstanceOf(SqlSyntaxException.class)
                .hasMessageContaining("^^^^ unexpected `TRUE`. it's reserved keyword, you may avoid using it, expecting <LiteralString>");
    }

    @Test
    void alter_stage_sets_a_location_beside_the_rest() {
        assertThat(StatementParser.parse("ALTER STAGE IF EXISTS s SET COMMENT = 'c', URL = 's3://b/' CONNECTION = (k = 'v')"))
                .isEqualTo(new AlterStage("s", true, new AlterStage.Set(
                        Optional.of(location("s3://b/", Map.of("k", "v"))), Optional.empty(), Optional.of("c"))));
        assertThat(StatementParser.parse("ALTER STAGE s SET 's3://b/' CONNECTION = (k = 'v') COMMENT = 'c'"))
                .isEqualTo(new AlterStage("s", false, new AlterStage.Set(
                        Optional.of(location("s3://b/", Map.of("k", "v"))), Optional.empty(), Optional.of("c"))));
    }

    @Test
    void connections_are_created_dropped_described_and_shown() {
        assertThat(StatementParser.parse("CREATE CONNECTION IF NOT EXISTS c STORAGE_TYPE = 'S3' ACCESS_KEY_ID = 'a' access_key_id = 'b'"
                + " region='r'"))
                .isEqualTo(new CreateConnection("c", false, true, "S3", new TreeMap<>(Map.of("access_key_id", "b", "region", "r"))));
        assertThat(StatementParser.parse("create or replace connection \"my c\" storage_type='azblob';"))
                .isEqualTo(new CreateConnection("my c", true, false, "azblob", new TreeMap<>()));
        assertThat(StatementParser.parse("DROP CONNECTION c")).isEqualTo(new DropConnection("c", false));
        assertThat(StatementParser.parse("DROP CONNECTION IF EXISTS c;")).isEqualTo(new DropConnection("c", true));
        assertThat(StatementParser.parse("DESC CONNECTION c")).isEqualTo(new DescribeConnection("c"));
        assertThat(StatementParser.parse("DESCRIBE CONNECTION `c`")).isEqualTo(new DescribeConnection("c"));
        assertThat(StatementParser.parse("SHOW CONNECTIONS")).isEqualTo(new ShowConnections());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /tmp/x/               | local filesystem paths must use fs:///path/ instead of /path/
            file:///tmp/          | local filesystem paths must use fs:///path/ instead of file:///path/
            File:/tmp/            | local filesystem paths must use fs:///path/ instead of file:///path/
            fs://tmp/             | fs locations must start with fs:///
            fs:/tmp/              | fs locations must start with fs:///
            @s/a/                 | uri location should not start with '@'
            bucket/path/          | invalid uri relative URL without a base
            ''                    | invalid uri relative URL without a base
            3s://b/               | invalid uri relative URL without a base
            s3://b:port/          | invalid uri invalid port number
            s3://b:65536/         | invalid uri invalid port number
            s3://b:-1/            | invalid uri invalid port number
            s3://[::1]x/          | invalid uri invalid port number
            s3:///path/           | invalid uri
            s3://                 | invalid uri
            s3://user@/           | invalid uri
            s3:b/                 | invalid uri
            s3://[::1             | invalid uri
            s3://b c/             | invalid uri invalid domain character
            s3://b\\c/          | invalid uri invalid domain character
            """)
    void what_is_no_url_is_a_syntax_error_at_its_place(String url, String problem) {
        for (String before : List.of("CREATE STAGE s URL = ", "CREATE STAGE s ", "ALTER STAGE s SET URL = ")) {
            String message = errorOf(before + "'" + url + "' CONNECTION = (a = 'b')").getMessage();
            assertThat(message.lines()).anySatisfy(line -> assertThat(line).endsWith("^ " + problem));
            String text = message.lines().filter(line -> line.startsWith("1 | ")).findFirst().orElseThrow();
            String carets = message.lines().filter(line -> line.contains("^")).findFirst().orElseThrow();
            assertThat(carets.indexOf('^')).isEqualTo(text.indexOf('\''));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b, s3://b",
        "S3://My.Bucket:9000/p%20a/ü/, S3://My.Bucket:9000/p%20a/ü/",
        "s3://key:secret@b/p/, s3://b/p/",
        "s3://b/p/?sig=secret#x, s3://b/p/",
        "s3://b?sig=a@b/c, s3://b",
        "azblob://c/a@b/, azblob://c/a@b/",
        "hf://owner/repo/, hf://owner/repo/",
        "unknown+scheme.1://x/, unknown+scheme.1://x/",
        "webhdfs://[::1]:9870/, webhdfs://[::1]:9870/",
        "s3://b:/, s3://b:/",
        "'https://h/a{1,2}[3-4].csv', 'https://h/a{1,2}[3-4].csv'",
        "fs:///a?b#c@d e/, fs:///a?b#c@d e/",
        "fs:////tmp/x/, fs:////tmp/x/"
    })
    void a_url_is_kept_as_written_but_for_what_databend_drops(String written, String kept) {
        assertThat(StatementParser.parse("CREATE STAGE s '" + written + "'")).isEqualTo(stage("s", kept, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE STAGE s 's3://b/' CONNECTION = (aws_secret_key = 'hunter2')",
        "ALTER STAGE s SET URL = 's3://hunter2@b/?hunter2' CONNECTION = (k = 'hunter2')",
        "CREATE CONNECTION c STORAGE_TYPE = 's3' secret_access_key = 'hunter2'"
    })
    void no_statement_prints_a_secret(String sql) {
        assertThat(StatementParser.parse(sql).toString()).doesNotContain("hunter2");
    }

    private static CreateStage stage(String name, String url, Map<String, String> connection) {
        return new CreateStage(name, false, false, Optional.of(location(url, connection)), Optional.empty(), Optional.empty());
    }

    private static UriLocation location(String url, Map<String, String> connection) {
        return new UriLocation(url, new TreeMap<>(connection));
    }

    private static SqlSyntaxException errorOf(String sql) {
        return catchThrowableOfType(SqlSyntaxException.class, () -> StatementParser.parse(sql));
    }
}
