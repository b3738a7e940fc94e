package dev.stagedoor.storage.opendal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.GcsLocation;
import dev.stagedoor.storage.location.IpfsLocation;
import dev.stagedoor.storage.location.OssLocation;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.WebhdfsLocation;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the stores for which there is no server to test with ask for, and by whose authority. */
class OpendalRequestsTest {
    private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

    private RecordingServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private URI serve(HttpHandler answers) throws IOException {
        server = new RecordingServer(answers);
        return server.origin();
    }

    private static ObjectStore open(StoreLocation location) {
        return OpendalStore.open(location, Clock.systemUTC(), _ -> {});
    }

    private static AzblobLocation azblob(URI endpoint, boolean keyed) {
        return new AzblobLocation(
                "box", "", endpoint, Optional.of("account").filter(_ -> keyed), Optional.of(Secret.of(SECRET)).filter(_ -> keyed));
    }

    @Test
    void azblob_signs_with_the_stages_key() throws IOException {
        URI endpoint = serve(exchange -> RecordingServer.answer(exchange, 404, ""));

        try (ObjectStore store = open(azblob(endpoint, true))) {
            assertThat(store.stat(new ObjectKey("dir/a b"))).isEmpty();
        }

        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("HEAD");
            assertThat(asked.path()).isEqualTo("/box/dir/a%20b");
            assertThat(asked.header("Authorization").orElseThrow()).startsWith("SharedKey account:");
        });
    }

    @Test
    void azblob_without_a_key_asks_without_authority() throws IOException {
        URI endpoint = serve(exchange -> RecordingServer.answer(exchange, 404, ""));

        try (ObjectStore store = open(azblob(endpoint, false))) {
            assertThat(store.stat(new ObjectKey("a"))).isEmpty();
        }

        assertThat(server.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.header("Authorization")).isEmpty();
            assertThat(asked.query()).isEqualTo("timeout=30");
        });
    }

    @Test
    void gcs_without_a_credential_asks_without_authority() throws IOException {
        URI endpoint = serve(exchange -> {
            switch (exchange.getRequestMethod()) {
                case "DELETE" -> exchange.sendResponseHeaders(204, -1);
                default -> RecordingServer.answer(exchange, 200, exchange.getRequestURI().getPath().endsWith("/o")
                        ? "{\"items\":[{\"name\":\"data/b\",\"size\":\"3\",\"etag\":\"e\",\"updated\":\"2026-11-22T10:00:00Z\"},"
                                + "{\"name\":\"data/a\",\"size\":\"2\",\"etag\":\"e\",\"updated\":\"2026-11-22T10:00:00Z\"}]}"
                        : "{\"size\":\"5\",\"etag\":\"e5\",\"updated\":\"2026-11-22T10:00:00Z\"}");
            }
        });

        try (ObjectStore store = open(new GcsLocation("bucket", "", endpoint, Optional.empty()))) {
            assertThat(store.stat(new ObjectKey("data/a")).orElseThrow().size()).isEqualTo(5);
            assertThat(keys(store, "data/")).containsExactly("data/a", "data/b");
            assertThat(store.delete(List.of("data/a")).deleted()).isEqualTo(1);
        }

        assertThat(server.asked()).allSatisfy(asked -> assertThat(asked.header("Authorization")).isEmpty());
        assertThat(server.asked()).extracting(RecordingServer.Asked::path)
                .containsExactly("/storage/v1/b/bucket/o/data%2Fa", "/storage/v1/b/bucket/o", "/storage/v1/b/bucket/o/data%2Fa");
        assertThat(server.asked().get(1).query()).contains("delimiter=/").contains("prefix=data%2F");
    }

    @Test
    void ipfs_asks_below_its_root_and_cannot_be_written() throws IOException {
        URI endpoint = serve(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"QmX\"");
            RecordingServer.answer(exchange, 200, "12345");
        });

        try (ObjectStore store = open(new IpfsLocation("ipfs/QmRoot/", endpoint))) {
            assertThat(store.stat(new ObjectKey("ipfs/QmRoot/a/b.csv")).orElseThrow())
                    .returns("ipfs/QmRoot/a/b.csv", ObjectSummary::key)
                    .returns(5L, ObjectSummary::size);
            assertKind(Kind.UNSUPPORTED, () -> store.stat(new ObjectKey("ipfs/Other/a")));
            assertKind(
                    Kind.UNSUPPORTED,
                    () -> store.put(new ObjectKey("ipfs/QmRoot/x"), Bodies.announced(new byte[1]), PutConditions.NONE));
        }

        assertThat(server.asked()).extracting(RecordingServer.Asked::path).containsOnly("/ipfs/QmRoot/a/b.csv");
    }

    @Test
    void webhdfs_asks_as_the_stages_user_and_tells_no_token() throws IOException {
        URI endpoint = serve(exchange -> {
            boolean root = exchange.getRequestURI().getPath().equals("/webhdfs/v1/");
            RecordingServer.answer(exchange, root ? 200 : 403, root
                    ? "{\"FileStatus\":{\"length\":0,\"modificationTime\":1732269600000,\"pathSuffix\":\"\",\"type\":\"DIRECTORY\"}}"
                    : "{\"RemoteException\":{\"exception\":\"AccessControlException\",\"message\":\"token is " + SECRET + "\"}}");
        });
        StoreLocation location =
                new WebhdfsLocation("data/", endpoint, Optional.of(Secret.of(SECRET)), Optional.of("joe"), false);

        try (ObjectStore store = open(location)) {
            assertThatThrownBy(() -> store.stat(new ObjectKey("data/a")))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PERMISSION_DENIED))
                    .hasMessageNotContaining(SECRET)
                    .hasMessageContaining("403")
                    .hasNoCause();
        }

        assertThat(server.asked())
                .allSatisfy(asked -> assertThat(asked.query()).contains("user.name=joe").contains("delegation=" + SECRET.replace("=", "")));
        assertThat(server.asked().getLast().path()).isEqualTo("/webhdfs/v1/data/a");
        assertThat(server.asked().getLast().query()).startsWith("op=GETFILESTATUS");
    }

    @Test
    void oss_names_its_bucket_in_the_host() {
        StoreLocation location = new OssLocation(
                "bucket", "", URI.create("http://oss.invalid"), Optional.of("id"), Optional.of(Secret.of(SECRET)), Optional.empty());

        try (ObjectStore store = open(location)) {
            assertThatThrownBy(() -> store.stat(new ObjectKey("a")))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessage("oss://bucket at http://oss.invalid: stat failed: its host name cannot be resolved");
        }
    }

    private static List<String> keys(ObjectStore store, String prefix) {
        List<String> keys = new ArrayList<>();
        try (ObjectListing listing = store.list(new KeyPrefix(prefix), "")) {
            listing.forEachRemaining(summary -> keys.add(summary.key()));
        }
        return keys;
    }

    private static void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
