package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** What a topic of the contract knows of the store that it is asked of, and what several topics do with it. */
public interface StoreUnderTest {
    /** By what a client would reach the server, for stores that use it. */
    URI ORIGIN = URI.create("http://127.0.0.1:8000");

    /** What every presigned PUT sends. */
    byte[] SENT = Bodies.utf8("sent with a presigned request");

    /** Files a listing must give in order: more than any store's page. */
    int MANY = 12_000;

    /** How many requests {@link #putAll} makes at the same time. */
    int MAX_PARALLEL_PUTS = 64;

    /** By what servers' and stores' times may differ where one of them tells only seconds. */
    Duration TIME_TOLERANCE = Duration.ofSeconds(2);

    /** Empty at the beginning of each test, and signs by {@link #clock}. */
    ObjectStore store();

    /** The clock that the store under test signs by. */
    AdjustableClock clock();

    /** The largest object that the contract puts: one of three parts. */
    int LARGEST_SENT = 11 << 20;

    /** The largest body the store accepts: no less than {@link #LARGEST_SENT}. One beyond it is put only if it is no more than that. */
    long maxObjectBytes();

    /** How many keys the long listing has. It must be more than two of the store's pages. */
    default int manyListed() {
        return MANY;
    }

    /** How many of {@link #manyListed} keys are deleted again: all, but for servers that search all their keys to delete one. */
    default int manyDeleted() {
        return manyListed();
    }

    /** In which ways this store is known to differ from the contract. */
    default Set<Deviation> deviations() {
        return Set.of();
    }

    /** Whether the store can hold an object of this name; where not, it must refuse to put it. */
    default boolean holds(String key) {
        return true;
    }

    /**
     * Makes a presigned request, now, against the store or who stands before it.
     *
     * @param headers everything the client sends beyond what every client does
     * @param body for PUT
     */
    HttpAnswer send(HttpMethod method, String url, Map<String, String> headers, byte[] body) throws Exception;

    default HttpAnswer send(PresignedRequest request) throws Exception {
        return send(request.method(), request.url(), request.headers(), SENT);
    }

    /** Whether the store differs so; if it does, the results will say it. */
    default boolean deviates(Deviation deviation, Remark remark) {
        boolean deviates = deviations().contains(deviation);
        if (deviates) {
            remark.deviates(deviation);
        }
        return deviates;
    }

    /** What two operations tell of the same object must agree. */
    default void assertSame(ObjectSummary actual, ObjectSummary expected) {
        if (!deviations().contains(Deviation.TIMES_TO_THE_SECOND)) {
            assertThat(actual).isEqualTo(expected);
            return;
        }
        assertThat(actual.key()).isEqualTo(expected.key());
        assertThat(actual.size()).isEqualTo(expected.size());
        assertThat(actual.etag()).isEqualTo(expected.etag());
        assertThat(Duration.between(actual.lastModified(), expected.lastModified()).abs()).isLessThanOrEqualTo(TIME_TOLERANCE);
    }

    default void assertEtag(ObjectSummary summary, byte[] bytes) {
        if (!deviations().contains(Deviation.ETAG_IS_NOT_MD5)) {
            assertThat(summary.etag()).contains(Bodies.etag(bytes));
        }
    }

    default void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    default ObjectSummary put(ObjectKey key, byte[] bytes) {
        return store().put(key, Bodies.announced(bytes), PutConditions.NONE);
    }

    default ObjectSummary put(String key, String text) {
        return put(new ObjectKey(key), Bodies.utf8(text));
    }

    default byte[] read(ObjectKey key) {
        return Bodies.read(store().open(key, ByteRange.ALL));
    }

    default ObjectAttributes attributes(ObjectKey key) {
        try (ObjectContent content = store().open(key, ByteRange.ALL)) {
            return content.attributes();
        }
    }

    default List<String> keys(KeyPrefix prefix) {
        return keys(prefix, "");
    }

    default List<String> keys(KeyPrefix prefix, String startAfter) {
        return list(prefix, startAfter).stream().map(ObjectSummary::key).toList();
    }

    default List<ObjectSummary> list(KeyPrefix prefix, String startAfter) {
        List<ObjectSummary> objects = new ArrayList<>();
        try (ObjectListing listing = store().list(prefix, startAfter)) {
            listing.forEachRemaining(objects::add);
        }
        return objects;
    }

    /** Puts small objects, many at a time. */
    default void putAll(Collection<String> keys) throws Exception {
        Semaphore underWay = new Semaphore(MAX_PARALLEL_PUTS);
        inParallel(keys.stream()
                .<Callable<ObjectSummary>>map(key -> () -> {
                    underWay.acquire();
                    try {
                        return put(key, key);
                    } finally {
                        underWay.release();
                    }
                })
                .toList());
    }

    /** Runs tasks at the same time, each on a virtual thread, and fails with the first of their failures. */
    default <T> List<T> inParallel(List<? extends Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    throw new AssertionError("a parallel task failed", e.getCause());
                }
            }
            return results;
        }
    }
}
