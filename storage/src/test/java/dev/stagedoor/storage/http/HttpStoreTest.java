package dev.stagedoor.storage.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.Curl;
import dev.stagedoor.storage.location.HttpLocation;
import dev.stagedoor.storage.network.EndpointPolicy;
import dev.stagedoor.storage.network.StoreHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

class HttpStoreTest {
    private static final byte[] CONTENT = Bodies.random(1, 200_000);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    private static final PresignTerms ONE_HOUR =
            new PresignTerms(Duration.ofHours(1), Optional.empty(), URI.create("http://127.0.0.1:8000"));

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final SdkHttpClient client = Apache5HttpClient.create();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private URI origin;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        origin = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
        client.close();
    }

    private HttpStore store(String pattern) {
        return HttpStore.open(new HttpLocation(origin, pattern), client, CLOCK);
    }

    /** Serves one path, noting each request. */
    private void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getOrDefault("Range", List.of()));
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** As a server that knows single ranges. */
    private static void file(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("ETag", "\"v1\"");
        exchange.getResponseHeaders().set("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT");
        exchange.getResponseHeaders().set("Content-Type", "text/csv");
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            answer(exchange, 200, CONTENT);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-", 2);
        int first = ends[0].isEmpty() ? CONTENT.length - Integer.parseInt(ends[1]) : Integer.parseInt(ends[0]);
        int last = ends[0].isEmpty() || ends[1].isEmpty() ? CONTENT.length - 1 : Math.min(Integer.parseInt(ends[1]), CONTENT.length - 1);
        if (first >= CONTENT.length) {
            answer(exchange, 416, new byte[0]);
            return;
        }
        exchange.getResponseHeaders().set("Content-Range", "bytes " + first + "-" + last + "/" + CONTENT.length);
        answer(exchange, 206, Arrays.copyOfRange(CONTENT, first, last + 1));
    }

    @Test
    void listing_is_the_spelled_paths_that_are_there_in_order() {
        serve("/data/b", HttpStoreTest::file);
        serve("/data/a", HttpStoreTest::file);
        HttpStore store = store("/data/{b,c,a}.csv");

        List<ObjectSummary> listed = new ArrayList<>();
        try (ObjectListing listing = store.list(KeyPrefix.ALL, "")) {
            assertThat(seen).isEmpty();
            listing.forEachRemaining(listed::add);
        }

        assertThat(listed).extracting(ObjectSummary::key).containsExactly("data/a.csv", "data/b.csv");
        assertThat(listed.getFirst())
                .isEqualTo(new ObjectSummary(
                        "data/a.csv", CONTENT.length, Optional.of("\"v1\""), Instant.parse("2026-11-22T10:00:00Z")));
        assertThat(keys(store, new KeyPrefix("data/b"), "")).containsExactly("data/b.csv");
        assertThat(keys(store, KeyPrefix.ALL, "data/a.csv")).containsExactly("data/b.csv");
    }

    private static List<String> keys(HttpStore store, KeyPrefix prefix, String startAfter) {
        List<String> keys = new ArrayList<>();
        try (ObjectListing listing = store.list(prefix, startAfter)) {
            listing.forEachRemaining(summary -> keys.add(summary.key()));
        }
        return keys;
    }

    @ParameterizedTest
    @CsvSource({"0,0", "10,19", "199999,", "5,9999999", "0,"})
    void range_gives_exactly_its_bytes_whether_the_server_knows_ranges_or_not(long first, Long last) {
        serve("/ranged", HttpStoreTest::file);
        serve("/whole", exchange -> answer(exchange, 200, CONTENT));
        HttpStore store = store("/ranged");
        ByteRange range = new ByteRange.From(first, last == null ? OptionalLong.empty() : OptionalLong.of(last));
        int end = (int) Math.min(CONTENT.length, last == null ? CONTENT.length : last + 1);

        for (String key : List.of("ranged", "whole")) {
            try (ObjectContent content = store.open(new ObjectKey(key), range)) {
                assertThat(content.summary().size()).isEqualTo(CONTENT.length);
                assertThat(content.offset()).isEqualTo(first);
                assertThat(content.length()).isEqualTo(end - first);
                assertThat(Bodies.read(content)).isEqualTo(Arrays.copyOfRange(CONTENT, (int) first, end));
            }
        }
        assertThat(Bodies.read(store.open(new ObjectKey("ranged"), new ByteRange.Last(7))))
                .isEqualTo(Arrays.copyOfRange(CONTENT, CONTENT.length - 7, CONTENT.length));
    }

    @Test
    void range_without_a_byte_of_the_file_is_invalid() {
        serve("/ranged", HttpStoreTest::file);
        serve("/whole", exchange -> answer(exchange, 200, CONTENT));
        HttpStore store = store("/ranged");

        for (String key : List.of("ranged", "whole")) {
            assertKind(Kind.INVALID_RANGE, () -> store.open(new ObjectKey(key), new ByteRange.From(CONTENT.length, OptionalLong.empty())));
            assertKind(Kind.INVALID_RANGE, () -> store.open(new ObjectKey(key), new ByteRange.From(3, OptionalLong.of(2))));
            assertKind(Kind.INVALID_RANGE, () -> store.open(new ObjectKey(key), new ByteRange.Last(0)));
        }
    }

    @Test
    void server_that_does_not_answer_head_is_asked_for_the_first_byte() {
        serve("/file", exchange -> {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(405, -1);
            } else {
                file(exchange);
            }
        });

        assertThat(store("/file").stat(new ObjectKey("file")).orElseThrow().size()).isEqualTo(CONTENT.length);

        assertThat(seen).containsExactly("HEAD /file []", "GET /file [bytes=0-0]");
    }

    @Test
    void missing_file_is_absent_and_cannot_be_opened() {
        assertThat(store("/x").stat(new ObjectKey("nothing"))).isEmpty();
        assertKind(Kind.NOT_FOUND, () -> store("/x").open(new ObjectKey("nothing"), ByteRange.ALL));
    }

    @Test
    void forbidden_file_is_a_denial_and_not_an_absence() {
        serve("/secret", exchange -> exchange.sendResponseHeaders(403, -1));

        assertKind(Kind.PERMISSION_DENIED, () -> store("/x").stat(new ObjectKey("secret")));
    }

    @Test
    void redirects_are_followed_five_times_and_no_further() {
        serve("/hop", exchange -> {
            int hop = Integer.parseInt(exchange.getRequestURI().getPath().substring("/hop".length()));
            exchange.getResponseHeaders().set("Location", hop == 1 ? "/file" : "/hop" + (hop - 1));
            exchange.sendResponseHeaders(302, -1);
        });
        serve("/file", HttpStoreTest::file);

        assertThat(store("/x").stat(new ObjectKey("hop5")).orElseThrow().key()).isEqualTo("hop5");
        assertKind(Kind.OTHER, () -> store("/x").stat(new ObjectKey("hop6")));
    }

    @ParameterizedTest
    @CsvSource({"ftp://127.0.0.1/x", "file:///etc/passwd", "http://user:password@127.0.0.1/x", "'http://[/'", "''"})
    void redirect_to_what_is_no_web_page_is_refused(String target) {
        serve("/away", exchange -> {
            exchange.getResponseHeaders().set("Location", target);
            exchange.sendResponseHeaders(302, -1);
        });

        assertThatThrownBy(() -> store("/x").stat(new ObjectKey("away")))
                .isInstanceOf(StorageException.class)
                .hasMessageNotContaining("password");
    }

    @Test
    void each_hop_of_a_redirect_goes_through_the_checking_client() {
        serve("/away", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data?token=secret");
            exchange.sendResponseHeaders(307, -1);
        });
        try (SdkHttpClient checking = StoreHttpClient.create(EndpointPolicy.permissive())) {
            HttpStore store = HttpStore.open(new HttpLocation(origin, "/away"), checking, CLOCK);

            assertThatThrownBy(() -> store.stat(new ObjectKey("away")))
                    .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code().number()).isEqualTo(4000))
                    .hasMessageContaining("169.254.169.254")
                    .hasMessageNotContaining("secret");
        }
        assertThat(seen).containsExactly("HEAD /away []");
    }

    @Test
    void passing_failure_is_tried_again_and_a_lasting_one_is_told() {
        AtomicInteger asked = new AtomicInteger();
        serve("/shaky", exchange -> {
            if (asked.getAndIncrement() < 2) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                file(exchange);
            }
        });
        serve("/broken", exchange -> exchange.sendResponseHeaders(500, -1));

        assertThat(store("/x").stat(new ObjectKey("shaky"))).isPresent();
        assertKind(Kind.UNAVAILABLE, () -> store("/x").stat(new ObjectKey("broken")));
        assertThat(seen.stream().filter(line -> line.startsWith("HEAD /broken"))).hasSize(1 + WebRequests.MAX_RETRIES);
    }

    @Test
    void answer_that_breaks_off_is_told() {
        serve("/short", exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1_000);
            exchange.getResponseBody().flush();
        });

        ObjectContent content = store("/x").open(new ObjectKey("short"), ByteRange.ALL);

        assertThatThrownBy(() -> Bodies.read(content)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void server_that_is_not_there_is_unavailable() {
        HttpStore store = store("/x");
        server.stop(0);

        assertThatThrownBy(() -> store.stat(new ObjectKey("x")))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessage(origin + ": HEAD of /x failed: the connection was refused");
    }

    @Test
    void download_is_presigned_as_the_plain_url_and_upload_is_not() {
        server.createContext("/dir", exchange -> {
            try (exchange) {
                answer(exchange, exchange.getRequestURI().getPath().equals("/dir/ü 1+%.csv") ? 200 : 404, Bodies.utf8("found"));
            }
        });
        HttpStore store = store("/x");

        PresignedRequest request = store.presign(HttpMethod.GET, new ObjectKey("dir/ü 1+%.csv"), ONE_HOUR);

        assertThat(request.url()).isEqualTo(origin + "/dir/%C3%BC%201%2B%25.csv");
        assertThat(request.headers()).isEmpty();
        assertThat(Curl.send(HttpMethod.GET, request.url(), request.headers(), new byte[0]).body()).isEqualTo(Bodies.utf8("found"));
        assertThatThrownBy(() -> store.presign(HttpMethod.PUT, new ObjectKey("a"), ONE_HOUR))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.code().number()).isEqualTo(3902))
                .hasMessageContaining("storage doesn't support presign operation")
                .hasMessageContaining(origin.toString());
    }

    @Test
    void nothing_can_be_put_or_deleted() {
        assertKind(Kind.UNSUPPORTED, () -> store("/x").put(new ObjectKey("x"), Bodies.announced(new byte[1]), PutConditions.NONE));
        assertKind(Kind.UNSUPPORTED, () -> store("/x").delete(List.of("x")));
    }

    private static void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
