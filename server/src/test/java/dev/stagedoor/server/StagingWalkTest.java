package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.sqlite.SqliteCatalog;
import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.TestWarehouses;
import dev.stagedoor.engine.TestWorkers;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.query.worker.Workers;
import dev.stagedoor.server.StagedoorServer.DoorKey;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.table.Warehouse;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The main job, through the real engine, catalog and store. */
class StagingWalkTest {
    @TempDir
    Path data;

    @TempDir
    Path bucketData;

    private DataDirectory bucketDirectory;
    private EmbeddedStore bucket;
    private DataDirectory directory;
    private EmbeddedStore store;
    private SqliteCatalog catalog;
    private SqlitePresignLedger ledger;
    private Warehouse warehouse;
    private Engine engine;
    private StagedoorServer server;
    private Client client;

    @BeforeEach
    void start() {
        Clock clock = Clock.systemUTC();
        directory = DataDirectory.open(data);
        store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, clock);
        catalog = SqliteCatalog.open(directory.catalogFile(), CatalogKey.openOrCreate(directory.catalogKeyFile()));
        bucketDirectory = DataDirectory.open(bucketData);
        bucket = EmbeddedStore.open(bucketDirectory, EmbeddedOptions.DEFAULT, clock);
        ledger = SqlitePresignLedger.open(directory.ledgerDirectory(), LedgerOptions.DEFAULT, clock);
        Mirror mirror = Mirror.open(directory.mirrorDirectory(), 64 << 20);
        Workers workers = TestWorkers.over(mirror);
        OneBucket external = new OneBucket(bucket);
        StoreRoot internal = new StoreRoot(store, "");
        warehouse = TestWarehouses.open(data, internal, clock);
        engine = new Engine(catalog, ledger, internal, external, warehouse, mirror, workers, clock, EngineOptions.DEFAULT);
        var doorKey = new DoorKey(store.region(), directory.credential());
        var buckets = List.of(new DoorBucket(store.bucket(), store, Optional.empty()));
        server = new StagedoorServer(Options.LOCAL, engine, ledger, Users.DEFAULT, buckets, doorKey, directory.spillDirectory(), clock);
        client = new Client(server.start());
    }

    @Test
    void several_statements_under_one_query_id_are_answered_once() {
        for (String sql : List.of("CREATE STAGE a;\nSELECT 1", "CREATE STAGE b;\nDROP STAGE nope")) {
            var first = client.query(Map.of("sql", sql), "X-DATABEND-QUERY-ID", "id-" + sql.length());
            var again = client.query(Map.of("sql", sql), "X-DATABEND-QUERY-ID", "id-" + sql.length());
            assertThat(again).isEqualTo(first);
        }
        assertThat(client.query(Map.of("sql", "SHOW STAGES")).get("data")).hasSize(2);
        var set = client.query(Map.of("sql", "SET timezone = 'Asia/Tokyo'; SELECT timezone() AS zone"));
        assertThat(set.get("data").get(0).get(0).asString()).isEqualTo("Asia/Tokyo");
        assertThat(set.get("session").get("settings").get("timezone").asString()).isEqualTo("Asia/Tokyo");
        var failed = client.query(Map.of("sql", "CREATE STAGE c; CREATE STAGE c; CREATE STAGE d"));
        assertThat(failed.get("error").get("code").asInt()).isEqualTo(2502);
        assertThat(failed.get("error").get("message").asString()).startsWith("statement 2 of 3: Stage 'c' already exists.");
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(Duration.ofSeconds(5));
        engine.close();
        warehouse.close();
        ledger.close();
        catalog.close();
        bucket.close();
        bucketDirectory.close();
        store.close();
        directory.close();
    }

    private JsonNode done(String sql) {
        JsonNode answer = client.query(sql);
        assertThat(answer.get("error").isNull()).as(answer.toString()).isTrue();
        return answer;
    }

    private URI presigned(String sql) {
        return URI.create(done(sql).get("data").get(0).get(2).asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"@~", "@my_internal_stage"})
    void presign_put_list_presign_get(String stage) {
        done("CREATE STAGE my_internal_stage");
        JsonNode row = done("PRESIGN UPLOAD " + stage + "/books.parquet").get("data").get(0);
        assertThat(row.get(0).asString()).isEqualTo("PUT");
        assertThat(row.get(1).asString()).isEqualTo("{\"host\":\"127.0.0.1:" + server.address().getPort() + "\"}");
        HttpResponse<String> put = client.send("PUT", URI.create(row.get(2).asString()), BodyPublishers.ofString("hello"));
        assertThat(put.statusCode()).isEqualTo(200);
        JsonNode listed = done("LIST " + stage).get("data").get(0);
        assertThat(listed.get(0).asString()).isEqualTo("books.parquet");
        assertThat(listed.get(1).asString()).isEqualTo("5");
        assertThat(listed.get(2).asString()).isEqualTo(put.headers().firstValue("ETag").orElseThrow());
        HttpResponse<String> got =
                client.send("GET", presigned("PRESIGN DOWNLOAD " + stage + "/books.parquet"), BodyPublishers.noBody());
        assertThat(got.body()).isEqualTo("hello");
        done("REMOVE " + stage + "/books.parquet");
        assertThat(done("LIST " + stage).get("data").size()).isZero();
    }

    @Test
    void an_upload_through_the_server_obeys_the_rules_of_presign_upload() {
        done("CREATE STAGE st");
        assertThat(upload("st", "a b+c.csv").statusCode()).isEqualTo(200);
        assertThat(done("LIST @st").get("data").get(0).get(0).asString()).isEqualTo("a b+c.csv");
        assertThat(upload("~", "mine").statusCode()).isEqualTo(200);
        HttpResponse<String> unknown = upload("nowhere", "x");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Client.json(unknown).get("error").get("code").asInt()).isEqualTo(2501);
        HttpResponse<String> traversal = upload("st", "../x");
        assertThat(traversal.statusCode()).isEqualTo(400);
        assertThat(Client.json(traversal).get("error").get("code").asInt()).isEqualTo(1006);
        assertThat(upload("st", "x".repeat(1100)).statusCode()).isEqualTo(400);
    }

    @Test
    void an_upload_through_the_server_reaches_the_bucket_of_an_external_stage() throws Exception {
        done("CREATE STAGE ext URL = 's3://databend/in/' CONNECTION = (REGION = 'us-east-1')");
        assertThat(upload("ext", "books.csv").statusCode()).isEqualTo(200);
        assertThat(done("LIST @ext").get("data").get(0).get(0).asString()).isEqualTo("books.csv");
        try (var content = bucket.open(new ObjectKey("in/books.csv"), ByteRange.ALL)) {
            var bytes = new ByteArrayOutputStream();
            content.transferTo(Channels.newChannel(bytes));
            assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
        }
        assertThat(upload("ext", "../x").statusCode()).isEqualTo(400);
        done("DROP STAGE ext");
        assertThat(bucket.stat(new ObjectKey("in/books.csv"))).isPresent();
    }

    @Test
    void an_upload_through_the_server_is_held_to_the_rules_of_its_stage() {
        done("CREATE STAGE ruled PRESIGN = (MAX_SIZE = 5, CONTENT_TYPES = ('text/csv', 'a/b'), OVERWRITE = FALSE)");
        assertThat(upload("ruled", "fits", "text/csv", "12345").statusCode()).isEqualTo(200);
        HttpResponse<String> tooLarge = upload("ruled", "large", "text/csv", "123456");
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(Client.json(tooLarge).get("error").get("message").asString())
                .isEqualTo("'large' was not stored: stage 'ruled' takes files of at most 5 bytes (MAX_SIZE)");
        HttpResponse<String> otherType = upload("ruled", "typed", "text/html", "1");
        assertThat(otherType.statusCode()).isEqualTo(400);
        assertThat(otherType.body()).contains("text/html").contains("'text/csv', 'a/b'");
        assertThat(upload("ruled", "fits", "text/csv", "54321").statusCode()).isEqualTo(412);
        JsonNode listed = done("LIST @ruled").get("data");
        assertThat(listed.size()).isEqualTo(1);
        assertThat(client.send("GET", presigned("PRESIGN @ruled/fits"), BodyPublishers.noBody()).body()).isEqualTo("12345");
        done("CREATE STAGE downloads PRESIGN = (METHODS = (DOWNLOAD))");
        assertThat(upload("downloads", "f", "text/csv", "1").statusCode()).isEqualTo(403);
    }

    @Test
    void a_file_without_a_content_type_gets_the_first_that_the_stage_allows() {
        done("CREATE STAGE typed PRESIGN = (CONTENT_TYPES = ('text/csv', 'a/b'))");
        assertThat(upload("typed", "f").statusCode()).isEqualTo(200);
        HttpResponse<String> got = client.send("GET", presigned("PRESIGN @typed/f"), BodyPublishers.noBody());
        assertThat(got.headers().firstValue("Content-Type")).contains("text/csv");
    }

    @Test
    void the_rest_of_a_file_that_is_too_large_is_not_read() {
        done("CREATE STAGE small PRESIGN = (MAX_SIZE = '1 MiB')");
        String body = "x".repeat(32 << 20);
        HttpResponse<String> refused = upload("small", "f", "text/csv", body);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.headers().firstValue("Connection")).contains("close");
        assertThat(done("LIST @small").get("data").size()).isZero();
    }

    private HttpResponse<String> upload(String stage, String filename, String contentType, String content) {
        String form = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"" + filename + "\"\r\nContent-Type: "
                + contentType
                + "\r\n\r\n" + content + "\r\n--b--\r\n";
        return client.send(
                "PUT", "/v1/upload_to_stage", form, "Content-Type", "multipart/form-data; boundary=b", "X-DATABEND-STAGE-NAME", stage);
    }

    private HttpResponse<String> upload(String stage, String filename) {
        String form = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"" + filename + "\"\r\n\r\nhello\r\n--b--\r\n";
        return client.send(
                "PUT", "/v1/upload_to_stage", form, "Content-Type", "multipart/form-data; boundary=b", "X-DATABEND-STAGE-NAME", stage,
                "X-DATABEND-RELATIVE-PATH", "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXPIRE = 0", "EXPIRE = 604801"})
    void an_expiry_out_of_bounds_is_1006(String clause) {
        JsonNode error = client.query("PRESIGN UPLOAD @~/x " + clause).get("error");
        assertThat(error.get("code").asInt()).isEqualTo(1006);
    }

    @Test
    void a_session_setting_travels_with_the_client() {
        JsonNode answer = done("SET timezone = 'Asia/Tokyo'");
        JsonNode session = answer.get("session");
        assertThat(session.get("settings").get("timezone").asString()).isEqualTo("Asia/Tokyo");
        JsonNode next = client.query(Map.of(
                "sql", "SELECT 1", "session", Client.JSON.convertValue(session, Map.class)));
        assertThat(next.get("settings").get("timezone").asString()).isEqualTo("Asia/Tokyo");
        assertThat(next.get("schema").get(0).get("type").asString()).isEqualTo("UInt8");
    }

    @Test
    void a_listing_beyond_a_page_comes_whole_and_in_order() {
        for (int i = 0; i < 120; i++) {
            client.send("PUT", presigned("PRESIGN UPLOAD @~/f" + i), BodyPublishers.ofByteArray("x".getBytes(StandardCharsets.UTF_8)));
        }
        JsonNode page = client.query(Map.of("sql", "LIST @~", "pagination", Map.of("max_rows_per_page", 50)));
        List<String> names = new ArrayList<>();
        while (true) {
            page.get("data").forEach(row -> names.add(row.get(0).asString()));
            String next = page.get("next_uri").asString();
            if (next.endsWith("/final")) {
                break;
            }
            page = client.get(next);
        }
        assertThat(names).hasSize(120).isSorted();
    }
}
