package dev.stagedoor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.sqlite.SqliteCatalog;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.table.Warehouse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements as users write them, through the real parser, catalog and embedded store. */
class EngineSqlTest {
    private DataDirectory directory;
    private EmbeddedStore store;
    private SqliteCatalog catalog;
    private SqlitePresignLedger ledger;
    private Warehouse warehouse;
    private Engine engine;
    private final MemoryObjectStores stores = new MemoryObjectStores();

    @BeforeEach
    void open(@TempDir Path path) {
        Clock clock = Clock.fixed(Fixture.NOW, ZoneOffset.UTC);
        directory = DataDirectory.open(path.resolve("data"));
        store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, clock);
        catalog = SqliteCatalog.open(directory.catalogFile(), CatalogKey.openOrCreate(directory.catalogKeyFile()));
        ledger = SqlitePresignLedger.open(directory.ledgerDirectory(), LedgerOptions.DEFAULT, Clock.systemUTC());
        warehouse = TestWarehouses.open(path, new StoreRoot(store, ""), clock);
        engine = engine(clock);
    }

    private Engine engine(Clock clock) {
        Mirror mirror = Mirror.open(directory.mirrorDirectory(), 1 << 20);
        StoreRoot internal = new StoreRoot(store, "");
        return new Engine(
                catalog, ledger, internal, stores, warehouse, mirror, TestWorkers.over(mirror), clock, EngineOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        engine.close();
        warehouse.close();
        ledger.close();
        catalog.close();
        store.close();
        directory.close();
    }

    @Test
    void the_main_job() {
        put("~", "books.parquet", "x".repeat(998));
        execute("CREATE STAGE my_internal_stage;");
        put("my_internal_stage", "books.parquet", "y");

        List<@Nullable String> upload = rows("PRESIGN UPLOAD @my_internal_stage/books.parquet").getFirst();
        assertThat(upload).startsWith("PUT", "{\"host\":\"127.0.0.1:8000\"}");
        assertThat(upload.get(2))
                .startsWith("http://127.0.0.1:8000/" + EmbeddedOptions.DEFAULT.bucket()
                        + "/stage/internal/my_internal_stage/books.parquet?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=")
                .containsSubsequence(
                        "X-Amz-Algorithm=", "X-Amz-Credential=", "X-Amz-Date=20261122T100000Z", "X-Amz-Expires=3600",
                        "X-Amz-SignedHeaders=host", "X-Amz-Signature=");

        assertThat(rows("LIST @~"))
                .containsExactly(Arrays.asList(
                        "books.parquet", "998", "\"8cb6de8781fa0d053ccf9984a89a0f8f\"", "2026-11-22 10:00:00.123 +0000", null));
        assertThat(rows("LIST @my_internal_stage")).hasSize(1);
    }

    @Test
    void the_main_job_over_a_bucket_of_the_users() {
        execute("CREATE STAGE my_external_stage url = 's3://databend' CONNECTION =(ENDPOINT_URL= 'http://127.0.0.1:9000' "
                + "aws_key_id='ROOTUSER' aws_secret_key='CHANGEME123');");
        assertThat(rows("PRESIGN UPLOAD @my_external_stage/books.parquet;").getFirst()).startsWith("PUT");
        stores.bucket("databend").add("books.parquet", 998);
        assertThat(rows("LIST @my_external_stage")).containsExactly(
                Arrays.asList("books.parquet", "998", "\"etag-998\"", "2023-06-27 16:03:51.000 +0000", null));
        assertThat(rows("SELECT name, size FROM list_stage(location => '@my_external_stage')"))
                .containsExactly(List.of("books.parquet", "998"));
        assertThat(rows("SHOW STAGES").getFirst().subList(0, 7))
                .containsExactly("my_external_stage", "External", "s3", "s3://databend/", "http://127.0.0.1:9000", "1", "0");
        assertThat(rows("SHOW STAGES").toString()).doesNotContain("CHANGEME123");
        execute("REMOVE @my_external_stage");
        execute("DROP STAGE my_external_stage");
        assertThat(stores.bucket("databend").objects).isEmpty();
    }

    @Test
    void stages_copy_the_parameters_of_a_connection() {
        execute("CREATE CONNECTION c STORAGE_TYPE = 's3' ENDPOINT_URL = 'http://127.0.0.1:9000' ACCESS_KEY_ID = 'minioadmin' "
                + "SECRET_ACCESS_KEY = 'minioadmin'");
        execute("CREATE STAGE s URL = 's3://b/p/' CONNECTION = (CONNECTION_NAME = 'c')");
        assertThat(rows("SHOW CONNECTIONS"))
                .containsExactly(List.of("c", "s3", "access_key_id=mi***in endpoint_url=ht***00 secret_access_key=mi***in"))
                .isEqualTo(rows("DESC CONNECTION c"));
        execute("DROP CONNECTION c");
        assertThat(rows("DESC STAGE s").getFirst().get(5)).isEqualTo("1");
        execute("ALTER STAGE s SET URL = 's3://b/q/'");
        assertThat(rows("DESC STAGE s").getFirst().subList(3, 6)).containsExactly("s3://b/q/", "https://s3.amazonaws.com", "0");
    }

    /** Of a URL what comes before its query, in which each has an id of its own. */
    private String signedPlace(String presign) {
        return String.valueOf(rows(presign).getFirst().get(2)).split("\\?")[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.csv", "a+b.csv", "100%.csv", "a%20b.csv", "q=1:2&3.csv", "😀/ü.csv", "it's \"quoted\".csv"})
    void keys_with_unusual_characters_are_the_same_for_every_statement(String name) {
        put("~", name, "x");
        String location = "@~/" + name.replace("\\", "\\\\").replace(" ", "\\ ").replace("'", "\\'").replace("\"", "\\\"");
        assertThat(rows("LIST " + location).getFirst().getFirst()).isEqualTo(name);
        assertThat(rows("PRESIGN " + location)).hasSize(1);
        assertThat(signedPlace("PRESIGN '@~/" + name.replace("'", "''") + "'")).isEqualTo(signedPlace("PRESIGN " + location));
        execute("REMOVE " + location);
        assertThat(rows("LIST @~")).isEmpty();
    }

    @Test
    void as_jdbc_writes_them() {
        execute("use default");
        execute("CREATE STAGE IF NOT EXISTS st1");
        assertThat(rows("PRESIGN UPLOAD @st1//root.csv").getFirst().get(2)).contains("/stage/internal/st1/root.csv?");
        assertThat(rows("PRESIGN UPLOAD @st1/a/b/x y.csv").getFirst().get(2)).contains("/stage/internal/st1/a/b/x%20y.csv?");
        assertThat(rows("PRESIGN UPLOAD @~/.databend-jdbc/check")).hasSize(1);
        assertThat(rows("select 1")).containsExactly(List.of("1"));
        assertThat(rows("SELECT version()").getFirst().getFirst()).contains("v" + Engine.DATABEND_VERSION);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "PRESIGN UPLOAD @nope/f                          | UNKNOWN_STAGE  | Stage 'nope' does not exist.",
        "LIST @nope                                      | UNKNOWN_STAGE  | Stage 'nope' does not exist.",
        "REMOVE @nope/f                                  | UNKNOWN_STAGE  | Stage 'nope' does not exist.",
        "SELECT * FROM list_stage(location => '@nope')   | UNKNOWN_STAGE  | Stage 'nope' does not exist.",
        "PRESIGN UPLOAD @~/a/../b                        | BAD_ARGUMENTS  | stage path traversal is not allowed",
        "LIST @~/../root                                 | BAD_ARGUMENTS  | stage path traversal is not allowed",
        "REMOVE @~/..                                    | BAD_ARGUMENTS  | stage path traversal is not allowed",
        "PRESIGN @~                                      | BAD_ARGUMENTS  | names a directory",
        "PRESIGN @~/dir/                                 | BAD_ARGUMENTS  | names a directory",
        "PRESIGN @/                                      | BAD_ARGUMENTS  | stage path must include a stage name",
        "PRESIGN @~/f EXPIRE = 0                         | BAD_ARGUMENTS  | 1 to 604800",
        "PRESIGN @~/f EXPIRE = 604801                    | BAD_ARGUMENTS  | 1 to 604800",
        "PRESIGN @~/f EXPIRE = 1e30                      | BAD_ARGUMENTS  | 1 to 604800",
        "PRESIGN @~/f EXPIRE = -1                        | SYNTAX         | ^",
        "PRESIGN INVALID @s/f                            | SYNTAX         | --> SQL:1:9",
        "CREATE STAGE ~                                  | STAGE_PERMISSION_DENIED | user stage is not allowed to be created",
        "CREATE STAGE _databend_load                     | INVALID_ARGUMENT | reserved",
        "CREATE OR REPLACE STAGE IF NOT EXISTS s         | SYNTAX         | ^",
        "DROP STAGE nope                                 | UNKNOWN_STAGE  | Stage 'nope' does not exist.",
        "ALTER STAGE nope SET COMMENT = 'x'              | UNKNOWN_STAGE  | Stage 'nope' does not exist.",
        "LIST @~ PATTERN = '('                           | SYNTAX         | Pattern format invalid, got:(, error:",
        "CREATE STAGE s URL = 's3://b/p'                 | STORAGE_OTHER  | path in URL must end with '/' when CREATE STAGE. Got '/p'.",
        "CREATE STAGE s URL = 's4://b/'                  | STORAGE_OTHER  | protocol s4 is not supported yet.",
        "CREATE STAGE s URL = '/tmp/'                    | SYNTAX         | local filesystem paths must use fs:///path/ instead of /path/",
        "CREATE STAGE s URL = 's3://b/' CONNECTION = (CONNECTION_NAME = 'nope') | BAD_ARGUMENTS | fail to get connection_name nope",
        "CREATE CONNECTION c STORAGE_TYPE = 's4'         | STORAGE_OTHER  | protocol s4 is not supported yet.",
        "DESC CONNECTION nope                            | UNKNOWN_CONNECTION | Connection 'nope' does not exist.",
        "DROP CONNECTION nope                            | UNKNOWN_CONNECTION | Connection 'nope' does not exist.",
        "COPY INTO t FROM @s                             | UNKNOWN_TABLE  | 't'",
        "GRANT READ ON STAGE s TO ROLE r                 | UNKNOWN_STAGE  | does not exist",
        "SET enable_experimental_rbac_check = 0          | WRONG_VALUE_FOR_VARIABLE | enable_experimental_rbac_check",
        "SELECT $1 FROM @s/f.csv                         | UNKNOWN_STAGE  | Stage 's' does not exist",
        "INSERT INTO t VALUES (1)                        | UNKNOWN_TABLE  | 't'",
        "CREATE FILE FORMAT csv TYPE = CSV               | SYNTAX         | reserved",
        "DROP FILE FORMAT nope                           | UNKNOWN_FILE_FORMAT | nope",
        "CREATE STAGE s FILE_FORMAT = (TYPE = 'NOPE')    | ILLEGAL_FILE_FORMAT | must be one of",
        "USE nope                                        | UNKNOWN_DATABASE | nope",
        "SET nope = 1                                    | UNKNOWN_VARIABLE | nope",
        "SELECT * FROM system.nope                       | UNKNOWN_TABLE  | nope",
        "SELECT nope(1)                                  | UNKNOWN_FUNCTION | nope",
        "nonsense                                        | SYNTAX         | ^",
    })
    void what_is_wrong_has_a_code_and_a_sentence(String sql, ErrorCode code, String sentence) {
        EngineTest.assertRefused(code, () -> rows(sql)).hasMessageContaining(sentence);
    }

    @Test
    void syntax_error_of_a_query_shows_its_place_in_the_statement_as_written() {
        execute("CREATE STAGE s");
        EngineTest.assertRefused(
                        ErrorCode.SYNTAX,
                        () -> execute("SELECT 'é', 1, name, 'name'\nFROM list_stage(location => '@s') l\nWHERE name name ORDER BY 1"))
                .hasMessage("""
                        error:\s
                          --> SQL:3:12
                          |
                        3 | WHERE name name ORDER BY 1
                          |            ^^^^ syntax error at or near "name\"""");
        EngineTest.assertRefused(ErrorCode.SYNTAX, () -> execute("SELECT * FORM system.stages")).hasMessageContaining("SQL:1:15");
        EngineTest.assertRefused(ErrorCode.SYNTAX, () -> execute("SHOW STAGES WHERE name name LIKE 'x'")).hasMessageContaining("SQL:1:24");
    }

    @Test
    void syntax_error_whose_place_is_not_certain_is_shown_without_one() {
        EngineTest.assertRefused(ErrorCode.SYNTAX, () -> execute("SHOW STAGES WHERE name ="))
                .hasMessageContaining("syntax error")
                .hasMessageNotContaining("SQL:");
    }

    @Test
    void text_beyond_every_limit_is_refused() {
        EngineTest.assertRefused(ErrorCode.SYNTAX, () -> execute("SELECT '" + "x".repeat(100 << 20) + "'"));
        EngineTest.assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("PRESIGN @~/" + "k".repeat(1024)));
        EngineTest.assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute("PRESIGN @~/a\0b"));
    }

    @Test
    void remove_with_a_pattern_as_in_databend() {
        execute("CREATE STAGE s1");
        List.of("ontime_200.csv", "ontime_200.csv.zst", "dir/ontime_200.csv").forEach(name -> put("s1", name, "x"));
        execute("remove @s1 PATTERN='ontime.*'");
        assertThat(names("LIST @s1")).containsExactly("dir/ontime_200.csv");
    }

    @Test
    void remove_tells_how_many_files_and_bytes_went_and_answers_no_rows() {
        execute("CREATE STAGE s1");
        put("s1", "a.csv", "12345");
        put("s1", "b.csv", "1");
        put("s1", "c", "1");
        assertThat(execute("REMOVE @s1 PATTERN = '.*csv'"))
                .isEqualTo(new StatementResult.Done(Optional.empty(), List.of("2 files removed, 6 bytes.")));
        assertThat(execute("REMOVE @s1/c").warnings()).containsExactly("1 file removed, 1 byte.");
        assertThat(execute("REMOVE @s1").warnings()).containsExactly("No file was removed.");
    }

    @Test
    void wildcard_in_a_location_that_selects_nothing_is_answered_with_the_pattern_that_would() {
        execute("CREATE STAGE s1");
        put("s1", "a/b.csv", "12345");
        String hint = "No file's path begins with 'a/*.cs?': a location is a prefix, in which * and ? stand for themselves. To select by"
                + " name, give the location @s1/a/ and PATTERN = '.*[.]cs.'.";
        assertThat(execute("LIST @s1/a/*.cs?").warnings()).containsExactly(hint);
        assertThat(rows("LIST @s1/a/*.cs?")).isEmpty();
        assertThat(execute("REMOVE @s1/a/*.cs?").warnings()).containsExactly("No file was removed.", hint);
        StatementResult query = execute("SELECT count(*) FROM list_stage(location => '@s1/a/*.cs?')");
        assertThat(query.warnings()).containsExactly(hint);
        Fixture.drain(query);
        assertThat(names("LIST @s1/a/ PATTERN = '.*[.]cs.'")).containsExactly("a/b.csv");
    }

    @Test
    void wildcard_that_a_key_has_is_an_ordinary_character() {
        put("~", "a*.csv", "1");
        put("~", "a*b", "1");
        StatementResult result = execute("LIST @~/a*");
        assertThat(result.warnings()).isEmpty();
        assertThat(Fixture.firstColumn(Fixture.rows(result))).containsExactly("a*.csv", "a*b");
        assertThat(execute("LIST @~/nothing").warnings()).isEmpty();
    }

    @Test
    void presign_rules_of_a_stage_are_a_column_behind_databends() {
        execute("CREATE STAGE bound PRESIGN = (MAX_EXPIRE = 900 MAX_SIZE = '1 kB' CONTENT_TYPES = ('text/csv', 'a/\"b') OVERWRITE = FALSE"
                + " METHODS = (UPLOAD))");
        execute("CREATE STAGE free");
        String rules = "{\"max_expire\":900,\"max_size\":1000,\"content_types\":[\"text/csv\",\"a/\\\"b\"],\"overwrite\":false,"
                + "\"methods\":[\"UPLOAD\"]}";
        assertThat(rows("DESC STAGE bound").getFirst()).hasSize(14).endsWith("account_admin", rules);
        assertThat(rows("SHOW STAGES")).extracting(row -> row.get(13)).containsExactly(rules, null);
        assertThat(rows("SELECT name, presign_rules ->> '$.max_size' FROM system.stages ORDER BY name"))
                .containsExactly(List.of("bound", "1000"), Arrays.asList("free", null));
    }

    @Test
    void queries_over_stages_and_files() {
        execute("CREATE STAGE s1 COMMENT = 'one'");
        execute("CREATE STAGE s2");
        put("s1", "a.csv", "12345");
        put("s1", "b.csv", "1");
        put("s2", "c.csv", "123");
        assertThat(rows("SELECT name, size FROM list_stage(location => '@s1', pattern => '.*[.]csv') WHERE size > 1 ORDER BY name"))
                .containsExactly(List.of("a.csv", "5"));
        assertThat(rows("SELECT count(*), sum(size) FROM (SELECT * FROM list_stage(location => '@s1') UNION ALL "
                        + "SELECT * FROM list_stage(location => '@s2')) x"))
                .containsExactly(List.of("3", "9"));
        assertThat(rows("SELECT s.name, comment FROM system.stages AS s WHERE comment <> '' LIMIT 5"))
                .containsExactly(List.of("s1", "one"));
        assertThat(rows("WITH big AS (SELECT * FROM list_stage(location => '@s1') WHERE size >= 5) SELECT md5 FROM big"))
                .containsExactly(List.of("\"827ccb0eea8a706c4c34a16891f84e7b\""));
        assertThat(names("SHOW STAGES LIKE 'S%'")).containsExactly("s1", "s2");
        assertThat(names("SHOW STAGES WHERE comment = 'one' LIMIT 1")).containsExactly("s1");
        assertThat(rows("DESC STAGE s1").getFirst()).startsWith("s1", "Internal").hasSize(14);
        assertThat(rows("DESC STAGE nope")).isEmpty();
    }

    @Test
    void explain_shows_the_plan_a_line_a_row() {
        StatementResult.Rows result = (StatementResult.Rows) execute("EXPLAIN SELECT name FROM system.stages ORDER BY name");
        assertThat(result.schema()).containsExactly(Column.string("explain"));
        assertThat(Fixture.rows(result)).hasSizeGreaterThan(3);
        assertThat(rows("explain analyze SELECT 1 FROM range(3)")).isNotEmpty();
        EngineTest.assertRefused(ErrorCode.UNKNOWN_FUNCTION, () -> execute("EXPLAIN SELECT * FROM read_text('/etc/passwd')"));
    }

    @Test
    void file_format_text_as_in_databend() {
        execute("CREATE FILE FORMAT f TYPE = CSV FIELD_DELIMITER = '\\t' ESCAPE = '\\\\'");
        assertThat(rows("SHOW FILE FORMATS"))
                .containsExactly(List.of(
                        "f",
                        "TYPE = CSV COMPRESSION = None FIELD_DELIMITER = '\\t' RECORD_DELIMITER = '\\n' QUOTE = '\\\"' QUOTE_STYLE = "
                                + "quote_not_null ESCAPE = '\\\\' SKIP_HEADER= 0 OUTPUT_HEADER= false NULL_DISPLAY = '\\\\N' NAN_DISPLAY ="
                                + " 'NaN' ENCODING = 'UTF-8' ENCODING_ERROR_MODE = 'strict' EMPTY_FIELD_AS = NULL BINARY_FORMAT = hex "
                                + "ERROR_ON_COLUMN_COUNT_MISMATCH = true TRIM_SPACE = false ALLOW_QUOTED_NULLS = false "
                                + "QUOTED_EMPTY_FIELD_AS = STRING"));
    }

    @Test
    void definitions_and_files_outlive_the_engine() {
        execute("CREATE STAGE s COMMENT = 'kept'");
        put("s", "f", "x");
        execute("CREATE STAGE e URL = 's3://b/p/' CONNECTION = (ACCESS_KEY_ID = 'ROOTUSER' SECRET_ACCESS_KEY = 'CHANGEME123')");
        var external = catalog.stage("e");
        engine.close();
        ledger.close();
        catalog.close();
        catalog = SqliteCatalog.open(directory.catalogFile(), CatalogKey.openOrCreate(directory.catalogKeyFile()));
        ledger = SqlitePresignLedger.open(directory.ledgerDirectory(), LedgerOptions.DEFAULT, Clock.systemUTC());
        engine = engine(Clock.systemUTC());
        assertThat(rows("DESC STAGE s").getFirst()).contains("kept");
        assertThat(names("LIST @s")).containsExactly("f");
        assertThat(catalog.stage("e")).isEqualTo(external).isPresent();
    }

    private StatementResult execute(String sql) {
        return engine.execute(sql, Fixture.context());
    }

    private List<List<@Nullable String>> rows(String sql) {
        return Fixture.rows(execute(sql));
    }

    private List<@Nullable String> names(String sql) {
        return Fixture.firstColumn(rows(sql));
    }

    private void put(String stage, String path, String content) {
        StageFile file = engine.uploadTarget(new StagePath(stage, path), Fixture.ROOT);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        file.store().put(file.key(), new ObjectBody(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length)), PutConditions.NONE);
    }
}
