package dev.stagedoor.storage.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.faults.Fault;
import dev.stagedoor.storage.faults.FaultProxy;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;
import dev.stagedoor.storage.network.EndpointPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Stores as a server opens them, over a real S3 server behind a proxy that counts. */
class SchemeStoresTest {
    private static S3ProxyServer server;

    private FaultProxy proxy;
    private OpenedStores stores;

    @BeforeAll
    static void start() throws Exception {
        server = S3ProxyServer.inMemory();
        try (S3Client client = server.server().client()) {
            client.createBucket(request -> request.bucket("databend"));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        proxy = new FaultProxy(server.server().endpoint());
        stores = OpenedStores.create(EndpointPolicy.permissive(), FsStores.NONE, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        stores.close();
        proxy.close();
    }

    @Test
    void stage_of_the_walkthrough_is_completed_opened_and_used() {
        StoreUri complete = stores.complete(walkthrough("path/"));
        StoreRoot stage = stores.open(complete);
        ObjectKey key = new ObjectKey(stage.root() + "books.parquet");

        stage.store().put(key, Bodies.announced(Bodies.utf8("content")), PutConditions.NONE);

        assertThat(complete.connection().values()).containsEntry("region", "us-east-1").containsEntry("access_key_id", "ROOTUSER");
        assertThat(stage.store().stat(key)).isPresent();
        assertThat(key.value()).isEqualTo("path/books.parquet");
    }

    @Test
    void region_is_asked_for_once_without_credentials_and_signing_asks_nobody() {
        StoreUri complete = stores.complete(walkthrough(""));
        stores.complete(walkthrough("other/"));

        assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(1).allMatch(request -> request.header("authorization").isEmpty());
        int asked = proxy.requests().size();
        for (int i = 0; i < 100; i++) {
            stores.open(complete).store().presign(HttpMethod.PUT, new ObjectKey("k" + i),
                    new PresignTerms(Duration.ofHours(1), Optional.empty(), proxy.endpoint()));
        }
        assertThat(proxy.requests()).hasSize(asked);
    }

    @Test
    void region_that_the_store_names_is_taken() {
        proxy.always(Fault.error(301, "PermanentRedirect", "Elsewhere.", Map.of("x-amz-bucket-region", "eu-central-1")));

        assertThat(stores.complete(walkthrough("")).connection().values()).containsEntry("region", "eu-central-1");
    }

    @Test
    void stage_over_a_store_that_does_not_answer_is_still_made() {
        proxy.close();

        assertThat(stores.complete(walkthrough("")).connection().values()).containsKey("region");
    }

    @Test
    void other_schemes_are_opened_without_being_asked_for_anything() {
        Map<String, String> endpoint = Map.of("endpoint_url", proxy.endpoint().toString());
        for (StoreUri uri : List.of(
                uri("azblob://container/", endpoint, "account_name", "account", "account_key", "a2V5"),
                uri("gcs://bucket/", endpoint),
                uri("ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/", endpoint),
                uri("webhdfs://" + proxy.endpoint().getAuthority() + "/", Map.of("https", "false")),
                uri("hf://owner/repository/", Map.of()),
                uri(proxy.endpoint() + "/a{1,2}.csv", Map.of()))) {
            assertThat(stores.open(stores.complete(uri))).isNotNull();
        }
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void web_server_that_redirects_to_a_metadata_address_is_not_followed() {
        StoreRoot web = stores.open(uri(proxy.endpoint() + "/books.csv", Map.of()));
        proxy.always(Fault.error(302, "Found", "There.", Map.of("Location", "http://169.254.169.254/latest/meta-data/")));

        assertThatThrownBy(() -> web.store().stat(new ObjectKey("books.csv")))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                .hasMessageContaining("169.254.169.254")
                .hasMessageContaining("endpoint_policy");
        assertThat(proxy.requests()).hasSize(1);
    }

    @Test
    void names_are_resolved_for_the_library_that_resolves_them_itself() {
        try (OpenedStores strict = OpenedStores.create(EndpointPolicy.strict(), FsStores.NONE, Clock.systemUTC())) {
            for (String scheme : List.of("azblob", "gcs", "ipfs")) {
                StoreRoot local = strict.open(uri(scheme + "://container/", Map.of("endpoint_url", "https://localhost:9")));

                assertThatThrownBy(() -> local.store().stat(new ObjectKey(local.root() + "file")))
                        .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                        .hasMessageContaining("'localhost' is refused: it resolves to no public address");
            }
        }
    }

    @Test
    void directory_is_refused_by_a_server_that_allows_none() {
        assertThatThrownBy(() -> stores.complete(uri("fs:///tmp/", Map.of())))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS));
    }

    private StoreUri walkthrough(String path) {
        return uri("s3://databend/" + path, Map.of("endpoint_url", proxy.endpoint().toString()), "aws_key_id", "ROOTUSER", "aws_secret_key",
                "CHANGEME123");
    }

    private static StoreUri uri(String url, Map<String, String> connection, String... more) {
        TreeMap<String, String> values = new TreeMap<>(connection);
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return new StoreUri(url, new ConnectionParameters(values));
    }
}
