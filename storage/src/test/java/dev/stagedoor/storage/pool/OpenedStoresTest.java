package dev.stagedoor.storage.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.FsLocation;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;
import dev.stagedoor.storage.network.EndpointPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenedStoresTest {
    private static final String FOUND_REGION = "eu-found-1";

    private final AtomicInteger regionsAsked = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final List<IdleStore> made = Collections.synchronizedList(new ArrayList<>());
    private final IdleStore directory = new IdleStore();

    @Test
    void same_text_finds_the_same_store() {
        OpenedStores stores = stores(EndpointPolicy.permissive());

        StoreRoot first = stores.open(s3("s3://b/p/", "id"));
        StoreRoot again = stores.open(s3("s3://b/p/", "id"));
        StoreRoot otherKeys = stores.open(s3("s3://b/p/", "id2"));

        assertThat(again).isSameAs(first);
        assertThat(first.root()).isEqualTo("p/");
        assertThat(otherKeys.store()).isNotSameAs(first.store());
        assertThat(made).hasSize(2);
    }

    @Test
    void completed_location_has_its_region_and_opening_it_asks_nobody() {
        OpenedStores stores = stores(EndpointPolicy.permissive());
        StoreUri complete = stores.complete(s3("s3://b/p/", "id"));

        assertThat(complete.connection().values()).containsEntry("region", FOUND_REGION);
        assertThat(regionsAsked).hasValue(1);
        stores.open(complete);
        assertThat(stores.complete(complete)).isEqualTo(complete);
        assertThat(regionsAsked).hasValue(1);
    }

    @Test
    void complete_opens_nothing() {
        stores(EndpointPolicy.permissive()).complete(uri("gcs://b/", Map.of()));

        assertThat(made).isEmpty();
    }

    @Test
    void refused_endpoint_is_neither_asked_for_its_region_nor_opened() {
        OpenedStores stores = stores(EndpointPolicy.permissive());
        StoreUri metadata = uri("s3://b/", Map.of("endpoint_url", "http://169.254.169.254"));

        for (var call : List.<Runnable>of(() -> stores.complete(metadata), () -> stores.open(metadata),
                () -> stores.open(metadata.parse()))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_OTHER))
                    .hasMessageContaining("169.254.169.254");
        }
        assertThat(regionsAsked).hasValue(0);
        assertThat(made).isEmpty();
    }

    @Test
    void every_kind_of_remote_store_is_asked_about() {
        OpenedStores stores = stores(EndpointPolicy.allowlist(List.of("allowed.example")));
        Map<String, String> endpoint = Map.of("endpoint_url", "https://other.example");

        for (String scheme : List.of("s3", "azblob", "gcs", "oss", "obs", "cos", "ipfs")) {
            assertThatThrownBy(() -> stores.open(uri(scheme + "://b/", endpoint))).hasMessageContaining("'other.example'");
        }
        assertThatThrownBy(() -> stores.open(uri("https://other.example/a", Map.of()))).hasMessageContaining("'other.example'");
        assertThatThrownBy(() -> stores.open(uri("webhdfs://other.example/", Map.of()))).hasMessageContaining("'other.example'");
        assertThatThrownBy(() -> stores.open(uri("hf://o/r/", Map.of()))).hasMessageContaining("'huggingface.co'");
        assertThat(made).isEmpty();
    }

    @Test
    void directories_come_from_whoever_allows_them_and_stay_theirs() {
        OpenedStores stores = stores(EndpointPolicy.strict());

        assertThat(stores.open(uri("fs:///allowed/", Map.of())).store()).isSameAs(directory);
        assertThatThrownBy(() -> stores.complete(uri("fs:///etc/", Map.of())))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS));
        stores.close();
        assertThat(directory.closed).isFalse();
    }

    @Test
    void store_that_is_let_go_is_not_closed() {
        OpenedStores stores = stores(EndpointPolicy.permissive());
        ObjectStore used = stores.open(s3("s3://b/", "id")).store();

        nanos.addAndGet(OpenedStores.KEPT_UNUSED.plus(Duration.ofSeconds(1)).toNanos());

        assertThat(stores.open(s3("s3://b/", "id")).store()).isNotSameAs(used);
        assertThat(((IdleStore) used).closed).isFalse();
    }

    @Test
    void no_more_than_the_limit_are_kept_and_none_is_closed() {
        OpenedStores stores = stores(EndpointPolicy.permissive());

        for (int i = 0; i < OpenedStores.MAX_OPEN + 50; i++) {
            stores.open(s3("s3://bucket-" + i + "/", "id"));
        }

        assertThat(made).noneMatch(store -> store.closed);
        stores.close();
        assertThat(made.stream().filter(store -> store.closed).count()).isLessThanOrEqualTo(OpenedStores.MAX_OPEN);
    }

    @Test
    void many_threads_get_one_store_and_what_was_opened_in_vain_is_closed() throws Exception {
        OpenedStores stores = stores(EndpointPolicy.permissive());
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<ObjectStore>> opened = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                opened.add(executor.submit(() -> {
                    start.await();
                    return stores.open(s3("s3://b/", "id")).store();
                }));
            }
            ObjectStore one = opened.getFirst().get();
            for (Future<ObjectStore> other : opened) {
                assertThat(other.get()).isSameAs(one);
            }
            assertThat(made.stream().filter(store -> !store.closed)).containsExactly((IdleStore) one);
        }
    }

    @Test
    void closing_closes_what_is_kept_and_opens_no_more() {
        OpenedStores stores = stores(EndpointPolicy.permissive());
        stores.open(s3("s3://b/", "id"));

        stores.close();

        assertThat(made).allMatch(store -> store.closed);
        assertThatThrownBy(() -> stores.open(s3("s3://b/", "id"))).isInstanceOf(StorageException.class);
    }

    @Test
    void own_credentials_have_no_text_but_can_be_opened() {
        S3Location own = new S3Location(
                "internal", "root/", S3Location.AWS, Optional.empty(), new S3Access.ServerCredentials(), Optional.empty(), false);

        StoreRoot root = stores(EndpointPolicy.permissive()).open(own);

        assertThat(root.root()).isEqualTo("root/");
        assertThat(((S3Location) made.getFirst().location).region()).contains(FOUND_REGION);
    }

    @Test
    void server_without_roots_allows_no_directory() {
        assertThatThrownBy(() -> FsStores.NONE.open(new FsLocation("tmp/")))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS))
                .hasMessageContaining("storage.fs_roots");
    }

    private OpenedStores stores(EndpointPolicy policy) {
        return new OpenedStores(
                policy,
                location -> {
                    regionsAsked.incrementAndGet();
                    return FOUND_REGION;
                },
                location -> {
                    if (!location.root().startsWith("allowed/")) {
                        return FsStores.NONE.open(location);
                    }
                    return directory;
                },
                location -> {
                    IdleStore store = new IdleStore();
                    store.location = location;
                    made.add(store);
                    return store;
                },
                nanos::get,
                () -> {});
    }

    private static StoreUri s3(String url, String keyId) {
        return uri(url, Map.of("access_key_id", keyId, "secret_access_key", "secret"));
    }

    private static StoreUri uri(String url, Map<String, String> connection) {
        return new StoreUri(url, new ConnectionParameters(new TreeMap<>(connection)));
    }

    /** Only opened and closed. */
    private static final class IdleStore implements ObjectStore {
        private volatile boolean closed;
        private volatile StoreLocation location = new FsLocation("");

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public PresignedRequest presign(HttpMethod method, ObjectKey key, PresignTerms terms) {
            throw new AssertionError();
        }

        @Override
        public Optional<ObjectSummary> stat(ObjectKey key) {
            throw new AssertionError();
        }

        @Override
        public ObjectListing list(KeyPrefix prefix, String startAfter) {
            throw new AssertionError();
        }

        @Override
        public ObjectContent open(ObjectKey key, ByteRange range) {
            throw new AssertionError();
        }

        @Override
        public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
            throw new AssertionError();
        }

        @Override
        public DeleteReport delete(Collection<String> keys) {
            throw new AssertionError();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
