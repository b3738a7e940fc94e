package dev.stagedoor.e2e.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.e2e.clients.Jdbc;
import dev.stagedoor.e2e.clients.NodeDriver;
import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.Presigned;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server whose own storage is a bucket, and a second one beside it; a subclass says whose bucket. */
@RequiresCommand("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InternalStorageTests {
    private static final byte[] BOOKS = Scratch.bytes(998, 998);

    @TempDir
    static Path directory;

    UserBucket bucket;
    ServerProcess server;
    ServerProcess neighbour;
    SqlClient sql;
    Curl curl;

    /** Starts the store, or joins it, and makes an empty bucket of this name. */
    abstract UserBucket createBucket(String name) throws Exception;

    /** Ends what {@link #createBucket} started. */
    abstract void stopStore() throws Exception;

    @BeforeAll
    void start() throws Exception {
        bucket = createBucket("databend-toronto");
        server = server("one");
        neighbour = server("two");
        sql = server.sql();
        curl = new Curl(directory);
        Scratch.file(directory, "books.parquet", BOOKS);
    }

    private ServerProcess server(String data) {
        return ServerProcess.start(ServerProcess.Launch.of(directory.resolve(data))
                .withFlags("--set", "storage.url=s3://" + bucket.bucket() + "/lake/", "--set",
                        "storage.connection.endpoint_url=" + bucket.endpoint(),
                        "--set", "storage.connection.access_key_id=" + bucket.accessKeyId())
                .withEnvironment(Map.of("STAGEDOOR_STORAGE_CONNECTION_SECRET_ACCESS_KEY", bucket.secretAccessKey())));
    }

    @AfterAll
    void stop() throws Exception {
        try {
            for (ServerProcess each : new ServerProcess[] {server, neighbour}) {
                if (each != null) {
                    each.close();
                }
            }
        } finally {
            stopStore();
        }
    }

    @Test
    void urls_point_at_the_bucket() {
        Presigned put = sql.presign("UPLOAD", "~", "books.parquet");

        assertThat(put.headers()).isEqualTo("{\"host\":\"" + bucket.endpoint().getAuthority() + "\"}");
        assertThat(put.url().toString())
                .startsWith(bucket.endpoint() + "/databend-toronto/lake/stage/user/root/books.parquet?X-Amz-Algorithm=");
        assertThat(curl.run("-X", "PUT", "-T", "books.parquet", put.url().toString()).status()).isEqualTo(200);
        assertThat(sql.query("LIST @~").column("name")).contains("books.parquet");
        assertThat(curl.run(sql.presign("DOWNLOAD", "~", "books.parquet").url().toString()).body()).isEqualTo(BOOKS);
    }

    @Test
    void two_servers_with_one_bucket_see_the_same_files() {
        sql.query("CREATE STAGE shared");
        neighbour.sql().query("CREATE STAGE shared");
        curl.run("-T", "books.parquet", sql.presign("UPLOAD", "shared", "a b.parquet").url().toString());

        assertThat(neighbour.sql().query("LIST @shared").column("name")).containsExactly("a b.parquet");
        assertThat(curl.run(neighbour.sql().presign("DOWNLOAD", "shared", "a b.parquet").url().toString()).body()).isEqualTo(BOOKS);
        neighbour.sql().query("REMOVE @shared");
        assertThat(sql.query("LIST @shared").rows()).isEmpty();
    }

    @Test
    void dropping_a_stage_removes_its_files_from_the_bucket() {
        sql.query("CREATE STAGE gone");
        curl.run("-T", "books.parquet", sql.presign("UPLOAD", "gone", "x.parquet").url().toString());
        sql.query("DROP STAGE gone");
        sql.query("CREATE STAGE gone");

        assertThat(sql.query("LIST @gone").rows()).isEmpty();
    }

    @Test
    void databend_jdbc_uploads_and_downloads_streams() throws Exception {
        byte[] content = Scratch.bytes(11, 200_000);
        sql.query("CREATE STAGE from_jdbc");
        for (String options : new String[] {"", "?presigned_url_disabled=true"}) {
            try (Connection connection = Jdbc.connect(server.authority(), "root", "", options)) {
                String name = options.length() + ".csv";
                Jdbc.files(connection).uploadStream("from_jdbc", "a", new ByteArrayInputStream(content), name, content.length, false);
                try (InputStream download = Jdbc.files(connection).downloadStream("from_jdbc", "a/" + name, false)) {
                    assertThat(download.readAllBytes()).isEqualTo(content);
                }
            }
        }
        assertThat(sql.query("LIST @from_jdbc").rows()).hasSize(2);
    }

    @Test
    @RequiresCommand({"node", "npm"})
    void databend_driver_puts_and_gets() throws Exception {
        sql.query("CREATE STAGE from_node");
        var driver = NodeDriver.connecting(server.authority(), "root", "");

        assertThat(driver.run("put", "@from_node/b.parquet", directory.resolve("books.parquet").toString()).path("status").asInt())
                .isEqualTo(200);
        JsonNode get = driver.run("get", "@from_node/b.parquet");

        assertThat(get.path("sha256").asString()).isEqualTo(HexFormat.of().formatHex(Scratch.digest("SHA-256").digest(BOOKS)));
    }

    @Test
    void tables_may_lie_in_a_bucket_of_their_own() {
        var launch = ServerProcess.Launch.of(directory.resolve("tables"));
        var elsewhere = launch
                .withFlags("--set", "warehouse.url=s3://" + bucket.bucket() + "/tables/", "--set",
                        "warehouse.connection.endpoint_url=" + bucket.endpoint(),
                        "--set", "warehouse.connection.access_key_id=" + bucket.accessKeyId())
                .withEnvironment(Map.of("STAGEDOOR_WAREHOUSE_CONNECTION_SECRET_ACCESS_KEY", bucket.secretAccessKey()));
        try (ServerProcess first = ServerProcess.start(elsewhere)) {
            first.sql().query("CREATE TABLE t (a INT)");
            first.sql().query("INSERT INTO t VALUES (1), (2)");
            first.sql().query("CREATE STAGE beside URL = " + bucket.location("/tables/"));
            first.sql().query("COPY INTO @~/out FROM t FILE_FORMAT = (TYPE = CSV)");
            first.sql().query("COPY INTO t FROM @~/out FILE_FORMAT = (TYPE = CSV)");

            assertThat(first.sql().query("LIST @beside").column("name")).anyMatch(name -> name.matches("warehouse/default/t-.*[.]parquet"));
        }
        try (ServerProcess again = ServerProcess.start(elsewhere)) {
            assertThat(again.sql().query("SELECT sum(a) AS n FROM t").column("n")).containsExactly("6");
        }
        try (ServerProcess without = ServerProcess.start(launch)) {
            assertThatThrownBy(() -> without.sql().query("SELECT * FROM t")).hasMessageContaining("outside the warehouse");
        }
    }

    @Test
    void the_door_has_no_bucket_of_its_own() {
        assertThat(curl.run(server.address() + "/stagedoor/stage/user/root/books.parquet").status()).isEqualTo(404);
        assertThatThrownBy(() -> sql.query("LIST @unknown")).hasMessageContaining("unknown");
    }
}
