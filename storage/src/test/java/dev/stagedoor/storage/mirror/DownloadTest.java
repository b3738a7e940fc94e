package dev.stagedoor.storage.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.faults.Fault;
import dev.stagedoor.storage.faults.FaultProxy;
import dev.stagedoor.storage.faults.ProxiedRequest;
import dev.stagedoor.storage.http.HttpStore;
import dev.stagedoor.storage.location.HttpLocation;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.s3.S3Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpClient;

/** Large objects of a real server, with faults on the way. */
class DownloadTest {
    private static final int SIZE = 5 * Download.PART_BYTES / 2;
    private static final byte[] CONTENT = Bodies.random(1, SIZE);
    private static final byte[] PART = Bodies.random(3, 1_000_000);
    private static final Runnable WANTED = () -> {};

    private static S3ProxyServer server;
    private static SdkHttpClient http;

    private String bucket;
    private FaultProxy proxy;
    private ObjectStore store;
    private Mirror mirror;

    @BeforeAll
    static void start() throws Exception {
        server = S3ProxyServer.inMemory();
        http = S3Server.http();
    }

    @AfterAll
    static void stop() throws Exception {
        http.close();
        server.close();
    }

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        proxy = new FaultProxy(server.server().endpoint());
        bucket = server.server().createBucket();
        S3Location direct = server.server().location(bucket);
        store = S3Store.open(
                new S3Location(direct.bucket(), "", proxy.endpoint(), direct.region(), direct.access(), direct.masterKey(), false),
                http,
                Clock.systemUTC());
        mirror = Mirror.open(temporary.resolve("mirror"), 100L << 20);
    }

    @AfterEach
    void close() {
        mirror.close();
        store.close();
        proxy.close();
    }

    private ObjectSummary put(byte[] content) {
        store.put(new ObjectKey("a"), Bodies.announced(content), PutConditions.NONE);
        return store.stat(new ObjectKey("a")).orElseThrow();
    }

    private List<ProxiedRequest> gets() {
        return proxy.requests().stream().filter(request -> request.method().equals("GET")).toList();
    }

    @Test
    void large_object_comes_in_parts_several_at_once() throws Exception {
        ObjectSummary object = put(CONTENT);
        var together = new CountDownLatch(3);
        proxy.always(exchange -> {
            together.countDown();
            together.await(30, TimeUnit.SECONDS);
            exchange.send(exchange.answer());
        });

        try (MirroredFile file = mirror.fetch(store, object, WANTED)) {
            assertThat(Files.readAllBytes(file.path())).isEqualTo(CONTENT);
            assertThat(file.report()).isEqualTo(new FetchReport(SIZE, SIZE, SIZE, 0, 0));
        }
        assertThat(together.getCount()).isZero();
        assertThat(gets()).hasSize(3);
        assertThat(mirror.fetch(store, object, WANTED).report().missing()).isZero();
    }

    /** The SDK itself tries four times; then it is asked again after a pause. */
    @Test
    void part_that_fails_is_asked_for_again() throws Exception {
        ObjectSummary object = put(PART);
        proxy.next(Fault.error(503, "SlowDown", "later"), 5);

        try (MirroredFile file = mirror.fetch(store, object, WANTED)) {
            assertThat(Files.readAllBytes(file.path())).isEqualTo(PART);
        }
        assertThat(gets()).hasSize(6);
    }

    /** The store itself takes it up three times. */
    @Test
    void part_that_breaks_off_is_taken_up_where_it_broke() throws Exception {
        ObjectSummary object = put(PART);
        proxy.next(Fault.resetAfter(100_000), 5);

        try (MirroredFile file = mirror.fetch(store, object, WANTED)) {
            assertThat(Files.readAllBytes(file.path())).isEqualTo(PART);
        }
        assertThat(gets()).hasSize(6);
        assertThat(gets().getLast().header("range")).hasValueSatisfying(range -> assertThat(range).doesNotStartWith("bytes=0-"));
    }

    /** The first part is of the old version, those after it are of the new one. */
    @Test
    void parts_of_two_versions_are_never_mixed() throws Exception {
        ObjectSummary object = put(CONTENT);
        byte[] other = Bodies.random(2, SIZE);
        var first = new AtomicInteger();
        var replaced = new CountDownLatch(1);
        proxy.always(exchange -> {
            boolean get = exchange.request().method().equals("GET");
            if (get && first.incrementAndGet() == 1) {
                byte[] answer = exchange.answer();
                try (ObjectStore aside = S3Store.open(server.server().location(bucket), http, Clock.systemUTC())) {
                    aside.put(new ObjectKey("a"), Bodies.announced(other), PutConditions.NONE);
                }
                replaced.countDown();
                exchange.send(answer);
            } else {
                if (get) {
                    replaced.await(30, TimeUnit.SECONDS);
                }
                exchange.send(exchange.answer());
            }
        });

        assertThatThrownBy(() -> mirror.fetch(store, object, WANTED))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PRECONDITION_FAILED));
        assertThat(mirror.bytes()).isZero();
    }

    /** It is asked for the whole, once a part of it has come as that. */
    @Test
    void file_of_a_web_server_that_sends_no_parts_comes_whole() throws Exception {
        var requests = new AtomicInteger();
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        web.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("ETag", "\"v1\"");
                boolean head = exchange.getRequestMethod().equals("HEAD");
                if (head) {
                    exchange.getResponseHeaders().set("Content-Length", String.valueOf(SIZE));
                } else {
                    requests.incrementAndGet();
                }
                exchange.sendResponseHeaders(200, head ? -1 : SIZE);
                if (!head) {
                    exchange.getResponseBody().write(CONTENT);
                }
            }
        });
        web.start();
        URI origin = URI.create("http://127.0.0.1:" + web.getAddress().getPort());
        try (ObjectStore files = HttpStore.open(new HttpLocation(origin, "/a"), http, Clock.systemUTC())) {
            ObjectSummary listed = files.stat(new ObjectKey("a")).orElseThrow();
            try (MirroredFile file = mirror.fetch(files, listed, WANTED)) {
                assertThat(Files.readAllBytes(file.path())).isEqualTo(CONTENT);
            }
        } finally {
            web.stop(0);
        }
        assertThat(requests.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void no_more_requests_are_under_way_to_a_store_than_may_be() {
        var limits = new StoreLimits();
        for (int i = 0; i < StoreLimits.PER_STORE; i++) {
            limits.take(store, WANTED);
        }
        Runnable given = () -> {
            throw new IllegalStateException("not wanted any more");
        };

        assertThatThrownBy(() -> limits.take(store, given)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void pieces_close_to_each_other_are_fetched_as_one() {
        List<Extent> close = List.of(new Extent(0, 100_000), new Extent(105_000, 100_000), new Extent(400_000, 10));

        assertThat(Download.coalesced(close)).containsExactly(new Extent(0, 205_000), new Extent(400_000, 10));
        assertThat(Download.coalesced(List.of(new Extent(0, 10), new Extent(20, 10)))).hasSize(2);
        assertThat(Download.coalesced(List.of(new Extent(0, 10_000_000), new Extent(10_040_000, 10_000_000)))).hasSize(2);
    }
}
