package dev.stagedoor.e2e.formats;

import dev.stagedoor.e2e.external.UserBucket;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.storage.contract.RadosGateway;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.opendal.Azurite;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A server, and a store of every kind that its stages can lie over. */
final class StoreWorld implements AutoCloseable {
    private static final String SECRET = "CHANGEME123";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> locations = new LinkedHashMap<>();

    /** What is running, the last to start first. */
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private final ServerProcess server;

    /** @param directory empty, for everything that they write */
    StoreWorld(Path directory) throws Exception {
        try {
            Path files = Files.createDirectory(directory.resolve("files")).toRealPath();
            locations.put("embedded", "");
            locations.put("fs", "URL = 'fs://" + files + "/'");
            ServerProcess other = ServerProcess.start(ServerProcess.Launch.of(directory.resolve("other"))
                    .withFlags("--set", "storage.bucket=databend", "--set", "door.access_key_id=ROOTUSER")
                    .withEnvironment(Map.of("STAGEDOOR_DOOR_SECRET_ACCESS_KEY", SECRET)));
            running.push(other);
            locations.put("S3: the door", on(new UserBucket(other.address(), "databend", "ROOTUSER", SECRET)));
            S3ProxyServer proxy = S3ProxyServer.inMemory();
            running.push(proxy);
            locations.put("S3: s3proxy", on(UserBucket.create(proxy.server(), "databend")));
            RadosGateway gateway = RadosGateway.start();
            running.push(gateway);
            locations.put("S3: RADOS Gateway", on(UserBucket.create(gateway.server(), "databend")));
            Azurite azurite = Azurite.start();
            running.push(azurite);
            locations.put("azblob: Azurite", on(azurite));
            server = ServerProcess.start(
                    ServerProcess.Launch.of(directory.resolve("data")).withFlags("--set", "storage.fs_roots=" + files));
            running.push(server);
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private static String on(UserBucket bucket) {
        return "URL = " + bucket.location("/formats/");
    }

    private static String on(Azurite azurite) {
        return "URL = 'azblob://" + azurite.createContainer().container() + "/formats/' CONNECTION = (ENDPOINT_URL = '" + azurite.endpoint()
                + "' ACCOUNT_NAME = '" + Azurite.ACCOUNT + "' ACCOUNT_KEY = '" + Azurite.KEY + "')";
    }

    ServerProcess server() {
        return server;
    }

    /** By the names of the stores: what follows the name of a stage in CREATE STAGE. */
    Map<String, String> locations() {
        return locations;
    }

    /** Puts a file into a stage, by a presigned URL and with the headers that belong to it. */
    void upload(String stage, String name, byte[] content) throws IOException {
        SqlClient.Presigned presigned = server.sql().presign("UPLOAD", stage, name);
        var request = HttpRequest.newBuilder(presigned.url()).PUT(HttpRequest.BodyPublishers.ofByteArray(content));
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

    @Override
    public void close() throws Exception {
        http.close();
        while (!running.isEmpty()) {
            running.pop().close();
        }
    }
}
