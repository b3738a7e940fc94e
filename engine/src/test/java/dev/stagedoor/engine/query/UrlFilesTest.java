package dev.stagedoor.engine.query;

import static dev.stagedoor.engine.query.StagedWorld.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.sqlite.SqliteCatalog;
import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.TestWarehouses;
import dev.stagedoor.engine.TestWorkers;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.fs.FsOptions;
import dev.stagedoor.storage.fs.FsStore;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.storage.network.EndpointPolicy;
import dev.stagedoor.storage.pool.OpenedStores;
import dev.stagedoor.table.Warehouse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Files that queries name by URLs, in a real bucket and a real directory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UrlFilesTest {
    private S3ProxyServer proxy;
    private S3Server server;
    private String bucket;
    private Path files;
    private OpenedStores stores;
    private SqliteCatalog catalog;
    private SqlitePresignLedger ledger;
    private Engine insecure;
    private Engine secure;
    private final List<Warehouse> warehouses = new ArrayList<>();

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        proxy = S3ProxyServer.inMemory();
        server = proxy.server();
        bucket = server.createBucket();
        files = Files.createDirectory(directory.resolve("files")).toRealPath();
        FsStore disk = new FsStore(
                new FsOptions(List.of(files), List.of(), 1 << 20),
                new S3Credential("SDTEST", Secret.of("a secret of the test")),
                "us-east-1",
                Clock.systemUTC());
        stores = OpenedStores.create(EndpointPolicy.permissive(), disk::over, Clock.systemUTC());
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), CatalogKey.openOrCreate(directory.resolve("catalog.key")));
        ledger = SqlitePresignLedger.open(directory.resolve("ledger"), LedgerOptions.DEFAULT, Clock.systemUTC());
        insecure = engine(directory.resolve("m1"), new QueryOptions(
                QueryOptions.DEFAULT.timeout(), QueryOptions.MAX_PER_USER, QueryOptions.DEFAULT.maxWait(), true));
        secure = engine(directory.resolve("m2"), QueryOptions.DEFAULT);
        put("in/books.parquet", parquet(directory.resolve("made"), "SELECT 42 AS n, 'Dune' AS title"));
        put("in/b 2.parquet", parquet(directory.resolve("made"), "SELECT 43 AS n, 'Solaris' AS title"));
        put("in/x.csv", "1,a\n2,b\n".getBytes(StandardCharsets.UTF_8));
        Files.writeString(files.resolve("x.csv"), "1,disk\n");
        root("CREATE CONNECTION c STORAGE_TYPE = 's3' " + keys());
        root("CREATE CONNECTION broken STORAGE_TYPE = 's3' ENDPOINT_URL = '" + server.endpoint() + "' REGION = 'us-east-1'"
                + " ACCESS_KEY_ID = '" + server.credential().accessKeyId() + "' SECRET_ACCESS_KEY = 'hunter2'");
        root("CREATE CONNECTION disk STORAGE_TYPE = 'fs'");
        root("CREATE USER u IDENTIFIED WITH NO_PASSWORD");
        root("CREATE ROLE reader");
        root("GRANT ACCESS CONNECTION ON CONNECTION c TO ROLE reader");
        root("GRANT ACCESS CONNECTION ON CONNECTION disk TO ROLE reader");
        root("CREATE USER r IDENTIFIED WITH NO_PASSWORD");
        root("GRANT ROLE reader TO r");
    }

    @AfterAll
    void close() throws Exception {
        insecure.close();
        secure.close();
        warehouses.forEach(Warehouse::close);
        stores.close();
        ledger.close();
        catalog.close();
        proxy.close();
    }

    private Engine engine(Path mirrored, QueryOptions queries) {
        Mirror mirror = Mirror.open(mirrored, 8 << 20);
        StoreRoot internal = stores.open(server.location(server.createBucket()));
        Warehouse warehouse = TestWarehouses.open(mirrored, internal, Clock.systemUTC());
        warehouses.add(warehouse);
        return new Engine(
                catalog, ledger, internal, stores, warehouse, mirror, TestWorkers.over(mirror), Clock.systemUTC(),
                new EngineOptions(queries, EngineOptions.DEFAULT.accounts()));
    }

    private String keys() {
        return "ENDPOINT_URL = '" + server.endpoint() + "' REGION = 'us-east-1' ACCESS_KEY_ID = '" + server.credential().accessKeyId()
                + "' SECRET_ACCESS_KEY = '" + server.credential().secretAccessKey().reveal() + "'";
    }

    private void put(String key, byte[] content) {
        try (S3Client client = server.client()) {
            client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
        }
    }

    private static byte[] parquet(Path made, String select) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + made + "' (FORMAT parquet)");
        }
        return Files.readAllBytes(made);
    }

    private String url(String path) {
        return "'s3://" + bucket + "/" + path + "'";
    }

    private void root(String sql) {
        insecure.execute(sql, Fixture.context());
    }

    private List<List<@Nullable String>> rows(String sql) {
        return Fixture.rows(insecure.execute(sql, Fixture.context()));
    }

    private static StatementContext of(String user) {
        return new StatementContext(
                new Principal(user, RoleDefinition.PUBLIC), SessionState.DEFAULT, Fixture.ORIGIN, new Cancellation());
    }

    private StagedoorException refused(Engine engine, String sql, StatementContext context) {
        var refused = catchThrowableOfType(StagedoorException.class, () -> Fixture.rows(engine.execute(sql, context)));
        assertThat(refused).as(sql).isNotNull();
        return refused;
    }

    @Test
    void directory_is_the_root_of_names() {
        assertThat(rows("SELECT n, title, metadata$filename, metadata$file_path FROM " + url("in/")
                        + " (CONNECTION => (" + keys() + "), PATTERN => '.*[.]parquet') b ORDER BY b.n"))
                .containsExactly(
                        row("42", "Dune", "books.parquet", "s3://" + bucket + "/in/books.parquet"),
                        row("43", "Solaris", "b 2.parquet", "s3://" + bucket + "/in/b 2.parquet"));
    }

    @Test
    void rows_are_unloaded_to_a_url() {
        assertThat(rows("COPY INTO " + url("unloaded/") + " CONNECTION = (" + keys() + ") FROM (SELECT 1 AS a)").getFirst())
                .startsWith("1");
        rows("COPY INTO " + url("unloaded%20too/x.csv") + " CONNECTION = (CONNECTION_NAME = 'c') FROM (SELECT 2)"
                + " FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE USE_RAW_PATH = TRUE");
        assertThat(rows("SELECT a FROM " + url("unloaded/") + " (CONNECTION => 'c')")).containsExactly(row("1"));
        assertThat(rows("SELECT $1, metadata$filename FROM " + url("unloaded%20too/") + " (CONNECTION => 'c', FILE_FORMAT => 'csv')"))
                .containsExactly(row("2", "x.csv"));
        rows("COPY INTO 'fs://" + files + "/out/' FROM (SELECT 3) FILE_FORMAT = (TYPE = CSV)");
        assertThat(rows("SELECT $1 FROM 'fs://" + files + "/out/' (FILE_FORMAT => 'csv')")).containsExactly(row("3"));
        String directory = "COPY INTO 'fs://" + files + "/out/' FROM (SELECT 3)";
        assertThat(refused(insecure, directory, of("u")).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refused(secure, directory, Fixture.context()).code()).isEqualTo(ErrorCode.STORAGE_INSECURE);
    }

    @Test
    void any_other_path_is_the_beginning_of_keys() {
        assertThat(rows("SELECT n, metadata$filename, metadata$file_path FROM " + url("in/b%202") + " (CONNECTION => 'c')"))
                .containsExactly(row("43", "in/b 2.parquet", "s3://" + bucket + "/in/b 2.parquet"));
        assertThat(rows("SELECT $2 FROM " + url("in/x.csv") + " (CONNECTION => (CONNECTION_NAME = 'c') FILE_FORMAT => 'csv') ORDER BY 1"))
                .containsExactly(row("a"), row("b"));
    }

    @Test
    void files_are_named_from_the_path_on() {
        for (String path : List.of("in/", "in")) {
            assertThat(rows("SELECT n FROM " + url(path) + " (FILES => ('books.parquet', 'b 2.parquet'), CONNECTION => 'c') ORDER BY n"))
                    .as(path)
                    .containsExactly(row("42"), row("43"));
        }
        assertThat(refused(insecure, "SELECT n FROM " + url("in/") + " (FILES => ('gone'), CONNECTION => 'c')", Fixture.context()).code())
                .isEqualTo(ErrorCode.STORAGE_NOT_FOUND);
    }

    @Test
    void functions_over_files_take_urls() {
        assertThat(rows("SELECT name FROM list_stage(location => " + url("in/") + ", pattern => '.*[.]csv', connection_name => 'c')"))
                .containsExactly(row("x.csv"));
        assertThat(rows("SELECT name, size FROM list_stage(connection_name => 'c', location => " + url("in/x") + ")"))
                .containsExactly(row("in/x.csv", "8"));
        assertThat(rows("SELECT column_name, filenames FROM infer_schema(location => " + url("in/books.parquet")
                        + ", connection_name => 'c') ORDER BY order_id"))
                .containsExactly(row("n", "in/books.parquet"), row("title", "in/books.parquet"));
        assertThat(rows("SELECT num_rows FROM inspect_parquet(" + url("in/books.parquet") + ", connection_name => 'c')"))
                .containsExactly(row("1"));
    }

    @Test
    void insecure_storage_is_refused_unless_the_server_allows_it() {
        for (String from : List.of(
                url("in/") + " (CONNECTION => 'c')", "'http://127.0.0.1:1/x'", "'fs://" + files + "/'",
                "list_stage(location => " + url("in/") + ", connection_name => 'c')",
                "infer_schema(location => " + url("in/") + ", connection_name => 'c')",
                "inspect_parquet(" + url("in/") + ", connection_name => 'c')")) {
            StagedoorException refused = refused(secure, "SELECT * FROM " + from, Fixture.context());
            assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.STORAGE_INSECURE);
            assertThat(refused).hasMessageContaining("copy from insecure storage is not allowed").hasMessageContaining("allow_insecure");
        }
        assertThat(rows("SELECT $2 FROM 'fs://" + files + "/x.csv' (FILE_FORMAT => 'csv')")).containsExactly(row("disk"));
        assertThat(rows("SELECT metadata$file_path, $2 FROM 'fs://" + files + "/' (FILE_FORMAT => 'csv')"))
                .containsExactly(row("fs://" + files + "/x.csv", "disk"));
    }

    @Test
    void endpoint_policy_holds_for_urls() {
        for (String from : List.of(
                "'https://169.254.169.254/x'", "'s3://b/x' (CONNECTION => (ENDPOINT_URL = 'https://169.254.169.254'))")) {
            assertThat(refused(insecure, "SELECT * FROM " + from, Fixture.context()))
                    .hasMessageContaining("169.254.169.254")
                    .hasMessageContaining("endpoint");
        }
    }

    @Test
    void connection_is_read_by_whoever_may_use_it() {
        String sql = "SELECT count(*) FROM " + url("in/books") + " (CONNECTION => 'c')";
        assertThat(Fixture.rows(insecure.execute(sql, of("r")))).containsExactly(row("1"));
        assertThat(refused(insecure, sql, of("u")))
                .hasMessageContaining("privilege AccessConnection is required on connection c for user 'u'@'%'");
        for (String function : List.of(
                "list_stage(location => " + url("in/") + ", connection_name => 'c')",
                "infer_schema(location => " + url("in/books") + ", connection_name => 'c')",
                "inspect_parquet(" + url("in/books") + ", connection_name => 'c')")) {
            assertThat(refused(insecure, "SELECT * FROM " + function, of("u")).code())
                    .as(function)
                    .isEqualTo(ErrorCode.PERMISSION_DENIED);
        }
        assertThat(refused(insecure, "SELECT * FROM " + url("in/") + " (CONNECTION => 'no')", Fixture.context()))
                .hasMessageContaining("no");
        String own = "SELECT count(*) FROM " + url("in/books") + " (CONNECTION => (" + keys() + "))";
        assertThat(Fixture.rows(insecure.execute(own, of("u")))).containsExactly(row("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "'fs://FILES/x.csv' (FILE_FORMAT => 'csv')", "'FS://FILES/x.csv' (FILE_FORMAT => 'csv')",
        "'fs://FILES/x.csv' (FILE_FORMAT => 'csv', CONNECTION => 'disk')",
        "'s3://b/x' (CONNECTION => (ROLE_ARN = 'arn:aws:iam::1:role/r'))",
        "'s3://b/x' (CONNECTION => (aws_role_arn = 'arn:aws:iam::1:role/r'))"
    })
    void what_the_server_opens_by_its_own_authority_needs_what_a_stage_there_would(String from) {
        String sql = "SELECT count($1) FROM " + from.replace("FILES", files.toString());
        for (String user : List.of("u", "r")) {
            StagedoorException refused = refused(insecure, sql, of(user));
            assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        }
        if (from.contains("FILES") && !from.contains("disk")) {
            root("GRANT CREATE STAGE ON *.* TO ROLE reader");
            try {
                StatementContext with = of("r").withSession(SessionState.DEFAULT.withRole(Optional.of("reader")));
                assertThat(Fixture.rows(insecure.execute(sql, with))).containsExactly(row("1"));
            } finally {
                root("REVOKE CREATE STAGE ON *.* FROM ROLE reader");
            }
        }
    }

    @Test
    void secrets_are_in_no_error_and_no_summary() {
        String sql = "SELECT * FROM " + url("in/") + " (CONNECTION => (ENDPOINT_URL = '" + server.endpoint() + "' REGION = 'us-east-1'"
                + " ACCESS_KEY_ID = '" + server.credential().accessKeyId() + "' SECRET_ACCESS_KEY = 'hunter2'))";
        assertThat(refused(insecure, sql, Fixture.context()))
                .hasMessageNotContaining("hunter2")
                .hasMessageContaining("SignatureDoesNotMatch");
        assertThat(refused(insecure, sql.replace("REGION", "REGOIN"), Fixture.context())).hasMessageNotContaining("hunter2");
        assertThat(refused(insecure, sql.replace("SELECT *", "SELECT FROM"), Fixture.context())).hasMessageNotContaining("hunter2");
        assertThat(insecure.prepare(sql, Fixture.context()).summary().objects()).containsExactly("URL s3://" + bucket + "/in/");
        String withUser = "SELECT * FROM 's3://k:hunter2@b/x?hunter2' (CONNECTION => 'c')";
        assertThat(insecure.prepare(withUser, Fixture.context()).summary().objects())
                .containsExactly("URL s3://b/x", "CONNECTION c");
    }
}
