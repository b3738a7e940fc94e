package dev.stagedoor.e2e.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.e2e.external.UserBucket;
import dev.stagedoor.e2e.support.RequiresCommand;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.opendal.Azurite;
import dev.stagedoor.testsupport.Full;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server with a stage on every kind of store. Files of every format and compression go up by presigned URLs, and are queried where they
 * are. {@code -Pfull -Dstagedoor.docs.write=true} writes the table of docs/stores.md.
 */
@Full
@RequiresCommand({"node", "npm", "radosgw", "ceph-osd"})
class StagedFormatsTest {
    private static final String SECRET = "CHANGEME123";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private SqlClient sql;

    @Test
    void every_format_with_every_compression_is_read_from_every_store() throws Exception {
        List<Sample> samples = new ArrayList<>(TextSamples.all(directory));
        samples.addAll(ColumnarSamples.all(directory));
        Path files = Files.createDirectory(directory.resolve("files")).toRealPath();
        try (S3ProxyServer proxy = S3ProxyServer.inMemory();
                RadosGateway gateway = RadosGateway.start();
                Azurite azurite = Azurite.start();
                ServerProcess other = ServerProcess.start(ServerProcess.Launch.of(directory.resolve("other"))
                        .withFlags("--set", "storage.bucket=databend", "--set", "door.access_key_id=ROOTUSER")
                        .withEnvironment(Map.of("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", SECRET)));
                ServerProcess server = ServerProcess.start(
                        ServerProcess.Launch.of(directory.resolve("data")).withFlags("--set", "storage.fs_roots=" + files))) {
            sql = server.sql();
            Map<String, String> stages = new LinkedHashMap<>();
            stages.put("embedded", "");
            stages.put("fs", "URL = 'fs://" + files + "/'");
            stages.put("S3: the door", on(new UserBucket(other.address(), "databend", "ROOTUSER", SECRET)));
            stages.put("S3: s3proxy", on(UserBucket.create(proxy.server(), "databend")));
            stages.put("S3: RADOS Gateway", on(UserBucket.create(gateway.server(), "databend")));
            stages.put("azblob: Azurite", on(azurite));
            Map<String, List<String>> found = new LinkedHashMap<>();
            stages.forEach((store, location) -> found.put(store, outcomes("stage_" + found.size(), location, samples)));

            assertThat(found).allSatisfy((store, cells) -> assertThat(cells).as(store).containsOnly("yes"));
            new FormatTable(samples, found).compareOrWrite();
        }
    }

    private static String on(UserBucket bucket) {
        return "URL = " + bucket.location("/formats/");
    }

    private static String on(Azurite azurite) {
        return "URL = 'azblob://" + azurite.createContainer().container() + "/formats/' CONNECTION = (ENDPOINT_URL = '" + azurite.endpoint()
                + "' ACCOUNT_NAME = '" + Azurite.ACCOUNT + "' ACCOUNT_KEY = '" + Azurite.KEY + "')";
    }

    private List<String> outcomes(String stage, String location, List<Sample> samples) {
        sql.query("CREATE STAGE " + stage + " " + location);
        return samples.stream().map(sample -> outcome(stage, sample)).toList();
    }

    private String outcome(String stage, Sample sample) {
        try {
            upload(stage, sample);
            sql.query(sample.createFormat());
            var row = sql.query(sample.query(stage)).rows().getFirst();
            String answer = row.get(0).orElse("NULL") + " " + row.get(1).orElse("NULL");
            return answer.equals(Sample.ANSWER) ? "yes" : sample + " gave " + answer;
        } catch (SqlClient.SqlError | IOException e) {
            return sample + ": " + e.getMessage();
        }
    }

    private void upload(String stage, Sample sample) throws IOException {
        var presigned = sql.presign("UPLOAD", stage, sample.name());
        var request = HttpRequest.newBuilder(presigned.url()).PUT(HttpRequest.BodyPublishers.ofByteArray(sample.content()));
        JSON.readTree(presigned.headers()).properties().stream()
                .filter(header -> !header.getKey().equalsIgnoreCase("host"))
                .forEach(header -> request.header(header.getKey(), header.getValue().asString()));
        try {
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new IOException("the upload was answered with " + status);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
