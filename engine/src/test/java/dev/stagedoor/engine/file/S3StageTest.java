package dev.stagedoor.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.sqlite.SqliteCatalog;
import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.EngineTest;
import dev.stagedoor.engine.Fixture;
import dev.stagedoor.engine.TestWarehouses;
import dev.stagedoor.engine.TestWorkers;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.storage.s3.S3Store;
import dev.stagedoor.table.Warehouse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpClient;

/** Statements as users write them, over real buckets of a real server that verifies every signature. */
class S3StageTest {
    private static S3ProxyServer proxy;
    private static S3Server server;
    private static SdkHttpClient http;

    private final HttpClient client = HttpClient.newHttpClient();
    private Buckets buckets;
    private SqliteCatalog catalog;
    private SqlitePresignLedger ledger;
    private Warehouse warehouse;
    private Engine engine;
    private String bucket;

    /** Opens what a location names with the server's own region. */
    private static final class Buckets implements ObjectStores {
        private final Map<StoreUri, StoreRoot> open = new ConcurrentHashMap<>();

        @Override
        public StoreRoot open(StoreUri uri) {
            return open.computeIfAbsent(uri, text -> {
                StoreLocation location = text.parse();
                return new StoreRoot(S3Store.open((S3Location) location, http, Clock.systemUTC()), location.root());
            });
        }

        @Override
        public StoreUri complete(StoreUri uri) {
            return StoreUri.of(((S3Location) uri.parse()).withRegion(server.region()));
        }

        @Override
        public void close() {
            open.values().forEach(root -> root.store().close());
        }
    }

    @BeforeAll
    static void startServer() throws Exception {
        proxy = S3ProxyServer.inMemory();
        server = proxy.server();
        http = S3Server.http();
    }

    @AfterAll
    static void stopServer() throws Exception {
        http.close();
        proxy.close();
    }

    @BeforeEach
    void open(@TempDir Path directory) {
        bucket = server.createBucket();
        buckets = new Buckets();
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), CatalogKey.openOrCreate(directory.resolve("catalog.key")));
        StoreRoot internal = buckets.open(StoreUri.of(new StoreUri("s3://" + server.createBucket() + "/of the server/", keys()).parse()));
        ledger = SqlitePresignLedger.open(directory.resolve("ledger"), LedgerOptions.DEFAULT, Clock.systemUTC());
        Mirror mirror = Mirror.open(directory.resolve("mirror"), 1 << 20);
        warehouse = TestWarehouses.open(directory, internal, Clock.systemUTC());
        engine = new Engine(
                catalog,
                ledger,
                internal,
                buckets,
                warehouse,
                mirror,
                TestWorkers.over(mirror),
                Clock.systemUTC(),
                EngineOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        engine.close();
        warehouse.close();
        ledger.close();
        catalog.close();
        buckets.close();
        client.close();
    }

    @Test
    void the_main_job_of_an_external_stage() throws Exception {
        createStage("my_external_stage", "s3://" + bucket);
        List<@Nullable String> upload = rows("PRESIGN UPLOAD @my_external_stage/books.parquet;").getFirst();
        assertThat(upload).startsWith("PUT", "{\"host\":\"" + server.endpoint().getAuthority() + "\"}");
        assertThat(upload.get(2))
                .matches(server.endpoint() + "/" + bucket + "/books\\.parquet\\?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                        + server.credential().accessKeyId() + "%2F\\d{8}%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=\\d{8}T\\d{6}Z"
                        + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=[0-9a-f]{64}");
        HttpResponse<String> put = send("PUT", upload.get(2), "x".repeat(998));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);

        List<@Nullable String> listed = rows("LIST @my_external_stage;").getFirst();
        assertThat(listed).startsWith("books.parquet", "998", "\"8cb6de8781fa0d053ccf9984a89a0f8f\"");
        assertThat(listed.get(3)).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\+0000");

        String download = rows("PRESIGN @my_external_stage/books.parquet").getFirst().get(2);
        assertThat(send("GET", download, "").body()).isEqualTo("x".repeat(998));
        execute("REMOVE @my_external_stage/books");
        assertThat(rows("LIST @my_external_stage")).isEmpty();
        assertThat(send("GET", download, "").statusCode()).isEqualTo(404);
    }

    @Test
    void stage_is_a_directory_of_the_bucket() throws Exception {
        createStage("whole", "s3://" + bucket);
        createStage("part", "s3://" + bucket + "/a%20b/");
        put("part", "x/ü +%.csv", "1");
        put("whole", "other", "2");
        assertThat(names("LIST @part")).containsExactly("x/ü +%.csv");
        assertThat(names("LIST @whole")).containsExactly("a b/x/ü +%.csv", "other");
        assertThat(names("SELECT name FROM list_stage(location => '@part', pattern => '.*[.]csv')")).containsExactly("x/ü +%.csv");
        execute("REMOVE @part");
        assertThat(names("LIST @whole")).containsExactly("other");
        execute("DROP STAGE whole");
        createStage("again", "s3://" + bucket);
        assertThat(names("LIST @again")).containsExactly("other");
    }

    @Test
    void internal_storage_lies_in_a_bucket() throws Exception {
        execute("CREATE STAGE s");
        put("s", "books.csv", "1");
        put("~", "mine.csv", "2");
        assertThat(rows("PRESIGN @~/mine.csv").getFirst().get(2)).contains("/of%20the%20server/stage/user/root/mine.csv?");
        assertThat(names("LIST @s")).containsExactly("books.csv");
        execute("DROP STAGE s");
        execute("CREATE STAGE s");
        assertThat(rows("LIST @s")).isEmpty();
        assertThat(names("LIST @~")).containsExactly("mine.csv");
    }

    @Test
    void tables_lie_in_the_bucket() throws Exception {
        execute("CREATE STAGE s");
        put("s", "books.csv", "1,a\n2,b\n");
        execute("CREATE TABLE t (id INT, name VARCHAR)");
        assertThat(rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)")).hasSize(1);
        assertThat(rows("SELECT name FROM t ORDER BY id")).containsExactly(List.of("a"), List.of("b"));
        for (int i = 0; i < 6; i++) {
            execute("INSERT INTO t VALUES (" + i + ", 'c')");
        }
        assertThat(rows("SELECT count(*), max(name) FROM t")).containsExactly(List.of("8", "c"));
        assertThat(rows("COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV)")).isEmpty();
    }

    @Test
    void what_the_store_says_is_told_without_its_secrets() {
        execute("CREATE STAGE wrong URL = 's3://" + bucket + "/' CONNECTION = (ENDPOINT_URL = '" + server.endpoint()
                + "' ACCESS_KEY_ID = '" + server.credential().accessKeyId() + "' SECRET_ACCESS_KEY = 'not-the-secret')");
        EngineTest.assertRefused(ErrorCode.STORAGE_PERMISSION_DENIED, () -> rows("LIST @wrong"))
                .hasMessageContaining("s3://" + bucket)
                .hasMessageContaining("SignatureDoesNotMatch")
                .hasMessageNotContaining("not-the-secret");
        createStage("nowhere", "s3://no-such-bucket-" + bucket + "/");
        EngineTest.assertRefused(ErrorCode.STORAGE_NOT_FOUND, () -> rows("LIST @nowhere")).hasMessageContaining("no-such-bucket-" + bucket);
    }

    @Test
    void unload_puts_files_into_the_bucket() {
        createStage("e", "s3://" + bucket + "/root/");
        assertThat(rows("COPY INTO @e/out/ FROM (SELECT number AS n FROM numbers(100000)) FILE_FORMAT = (TYPE = CSV)"
                                + " MAX_FILE_SIZE = 200000")
                        .getFirst())
                .startsWith("100000");
        assertThat(names("LIST @e")).hasSizeGreaterThan(1).allMatch(name -> name.matches("out/data_[0-9a-f-]{36}_0000_\\d{8}\\.csv"));
        assertThat(rows("SELECT count(*), sum($1::INT) FROM @e/out/ (FILE_FORMAT => 'csv')"))
                .containsExactly(List.of("100000", "4999950000"));
        String raw = "COPY INTO '@e/a b.csv' FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE USE_RAW_PATH = TRUE";
        execute(raw);
        EngineTest.assertRefused(ErrorCode.BAD_ARGUMENTS, () -> execute(raw)).hasMessageContaining("file already exists");
        execute(raw + " OVERWRITE = TRUE");
        createStage("nowhere", "s3://no-such-bucket-" + bucket + "/");
        EngineTest.assertRefused(ErrorCode.STORAGE_NOT_FOUND, () -> execute("COPY INTO @nowhere FROM (SELECT 1)"));
    }

    private static ConnectionParameters keys() {
        return new ConnectionParameters(new TreeMap<>(Map.of(
                "endpoint_url", server.endpoint().toString(),
                "region", server.region(),
                "access_key_id", server.credential().accessKeyId(),
                "secret_access_key", server.credential().secretAccessKey().reveal())));
    }

    private void createStage(String name, String url) {
        execute("CREATE STAGE " + name + " url = '" + url + "' CONNECTION =(ENDPOINT_URL= '" + server.endpoint() + "' aws_key_id='"
                + server.credential().accessKeyId() + "' aws_secret_key='" + server.credential().secretAccessKey().reveal() + "');");
    }

    private void put(String stage, String path, String content) throws Exception {
        HttpResponse<String> put =
                send("PUT", rows("PRESIGN UPLOAD '@" + stage + "/" + path + "'").getFirst().get(2), content);
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
    }

    private HttpResponse<String> send(String method, @Nullable String url, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(String.valueOf(url)))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
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
}
