package dev.stagedoor.e2e.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.support.Curl;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.Scratch;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.e2e.support.SqlClient.SqlError;
import dev.stagedoor.storage.contract.S3ProxyServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ways out of a stage, by every path that reaches a store: on the server's own storage, a directory and a bucket. Beside each stage lies
 * a file that none of them may change, remove, or join.
 */
@RequiresCommand("curl")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraversalTest {
    private static final List<String> STAGES = List.of("own", "files", "bucket");
    private static final byte[] TREASURE = "not yours".getBytes(StandardCharsets.US_ASCII);

    /** Encodings, double encodings, overlong UTF-8, Unicode's look-alikes, backslashes, NUL, case, parameters, and combinations. */
    private static final List<String> CORPUS = List.of(
            "../victim", "../victim/x", "a/../../victim/x", "..", ".", "./x", "a/./x", "a//../../victim/x", "/../victim/x", "//victim/x",
            "../../user/root/x", "../../../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "~/x", "@~/x",
            "..%2fvictim%2fx", "%2e%2e/victim/x", "%2e%2e%2fvictim%2fx", "%2E%2E%2Fvictim%2Fx", "..%252fvictim%252fx",
            "%252e%252e/victim/x",
            "%c0%ae%c0%ae/victim/x", "%e0%80%ae%e0%80%ae/victim/x", "..%c0%afvictim/x", "%u002e%u002e/victim/x",
            "..\\victim\\x", "a\\..\\..\\victim\\x", "..%5cvictim%5cx", "\\\\server\\share\\x",
            "\uFF0E\uFF0E/victim/x", "\u2024\u2024/victim/x", "..\u2215victim\u2215x", "..\uFF0Fvictim/x", "..\u29F8victim/x",
            "\u202E/../victim/x",
            "..\u0000/victim/x", "x\u0000.csv", "..\u0000", "%00", "../victim/x%00.csv",
            "..;/victim/x", "..;a=b/victim/x", "a/..;/../victim/x", "../VICTIM/x", "..?/victim/x", "..#/victim/x",
            ". ./victim/x", ".. /victim/x", " ../victim/x", "..\t/victim/x", "..\r\n/victim/x", "a/../../../victim/x/", "../victim/",
            "...", ".../x", "....//victim/x");

    @TempDir
    static Path directory;

    private @Nullable S3ProxyServer proxy;
    private ServerProcess server;
    private SqlClient sql;
    private Curl curl;
    private Path roots;

    static Stream<String> corpus() {
        return CORPUS.stream();
    }

    @BeforeAll
    void start() throws Exception {
        proxy = S3ProxyServer.inMemory();
        roots = Files.createDirectories(directory.resolve("roots")).toRealPath();
        Files.createDirectories(roots.resolve("stage"));
        Files.createDirectories(roots.resolve("victim"));
        server = ServerProcess.start(
                ServerProcess.Launch.of(directory.resolve("data")).withFlags("--set", "storage.fs_roots=" + roots));
        sql = server.sql();
        curl = new Curl(directory);
        Scratch.file(directory, "intruder", "intruder".getBytes(StandardCharsets.US_ASCII));
        Scratch.file(directory, "treasure", TREASURE);
        try (var client = proxy.server().client()) {
            client.createBucket(request -> request.bucket("bucket"));
        }
        String connection = "CONNECTION = (ENDPOINT_URL = '" + proxy.server().endpoint() + "' ACCESS_KEY_ID = '"
                + proxy.server().credential().accessKeyId() + "' SECRET_ACCESS_KEY = '" + proxy.server().credential().secretAccessKey()
                .reveal() + "')";
        sql.query("CREATE STAGE own");
        sql.query("CREATE STAGE victim");
        sql.query("CREATE STAGE files URL = 'fs://" + roots + "/stage/'");
        sql.query("CREATE STAGE files_victim URL = 'fs://" + roots + "/victim/'");
        sql.query("CREATE STAGE bucket URL = 's3://bucket/stage/' " + connection);
        sql.query("CREATE STAGE bucket_victim URL = 's3://bucket/victim/' " + connection);
        for (String victim : List.of("victim", "files_victim", "bucket_victim", "~")) {
            assertThat(curl.run("-T", "treasure", sql.presign("UPLOAD", victim, "x").url().toString()).status()).isEqualTo(200);
        }
    }

    @AfterAll
    void stop() throws Exception {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            if (proxy != null) {
                proxy.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void no_way_leads_out_of_a_stage(String path) throws IOException {
        Map<String, List<String>> before = everythingElse();
        for (String stage : STAGES) {
            throughSql(stage, path);
            throughTheServer(stage, path);
            throughThePath(stage, path);
        }
        assertThat(everythingElse()).isEqualTo(before);
    }

    private void throughSql(String stage, String path) {
        String location = "'@" + stage + "/" + literal(path) + "'";
        attempt("PRESIGN UPLOAD " + location).ifPresent(url -> curl.run("--path-as-is", "-T", "intruder", url));
        attempt("PRESIGN DOWNLOAD " + location).ifPresent(url -> assertThat(curl.run("--path-as-is", url).body()).isNotEqualTo(TREASURE));
        attempt("REMOVE " + location);
        attempt("LIST " + location);
        attempt("SELECT count(*) FROM list_stage(location => " + location + ")");
        attempt("GRANT READ ON STAGE " + stage + " PATH '" + literal(path) + "' TO ROLE account_admin");
        attempt("CREATE STAGE IF NOT EXISTS \"" + path.replace("\"", "\"\"") + "\"");
    }

    /** The last cell of the first row, which is the URL of PRESIGN; empty when the statement was refused. */
    private Optional<String> attempt(String statement) {
        try {
            return sql.query(statement).rows().stream().findFirst().flatMap(List::getLast);
        } catch (SqlError refused) {
            assertThat(refused.code()).as(statement).isNotEqualTo(1001);
            return Optional.empty();
        }
    }

    private void throughTheServer(String stage, String path) {
        String plain = path.replaceAll("[\r\n\u0000]", "_");
        upload(stage, "in", plain);
        upload(stage, plain, "f");
        upload("../" + stage, "", plain);
    }

    private void upload(String stage, String relative, String name) {
        int status = curl.run(
                        "-u", "root:", "-X", "PUT",
                        "-H", "X-DATABEND-STAGE-NAME: " + stage,
                        "-H", "X-DATABEND-RELATIVE-PATH: " + relative,
                        "-F", "upload=@intruder;filename=\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"",
                        server.address() + "/v1/upload_to_stage")
                .status();
        assertThat(status).isNotEqualTo(500);
    }

    /** A URL that was issued, with its path changed: the signature is of another. */
    private void throughThePath(String stage, String path) {
        String url = sql.presign("UPLOAD", stage, "in/f").url().toString();
        String plain = path.replaceAll("[\r\n\u0000 \t?#]", "_");
        for (String changed : List.of(plain, URLEncoder.encode(path, StandardCharsets.UTF_8))) {
            String sent = url.replace("/in/f?", "/in/" + changed + "?");
            int status = curl.run("--path-as-is", "-g", "-T", "intruder", sent).status();
            assertThat(status).as(sent.substring(0, sent.indexOf('?'))).isNotIn(200, 201, 204, 500);
        }
    }

    private static String literal(String text) {
        return text.replace("\\", "\\\\").replace("'", "''");
    }

    /** What lies beside the stages, with the bytes of each, as the stores themselves say. */
    private Map<String, List<String>> everythingElse() throws IOException {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String victim : List.of("victim", "files_victim", "bucket_victim", "~")) {
            found.put(victim, sql.query("LIST @" + victim).rows().stream()
                    .map(row -> row.get(0).orElse("") + " " + row.get(2).orElse("")).toList());
        }
        try (Stream<Path> files = Files.walk(roots)) {
            found.put("below the roots", files.filter(file -> Files.isRegularFile(file) && !file.startsWith(roots.resolve("stage")))
                    .map(Path::toString).sorted().toList());
        }
        try (Stream<Path> files = Files.list(directory)) {
            found.put("beside the roots", files.map(file -> file.getFileName().toString()).filter(name -> !name.endsWith(".log"))
                    .sorted().toList());
        }
        try (var client = proxy.server().client()) {
            found.put("in the bucket", client.listObjectsV2(request -> request.bucket("bucket")).contents().stream()
                    .map(object -> object.key() + " " + object.eTag())
                    .filter(object -> !object.startsWith("stage/"))
                    .toList());
        }
        assertThat(Arrays.equals(Files.readAllBytes(roots.resolve("victim/x")), TREASURE)).isTrue();
        return found;
    }
}
