package dev.stagedoor.storage.opendal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.FsLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user is told when a store fails, and when it is asked again. */
class OpendalFaultsTest {
    private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

    private RecordingServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private ObjectStore serve(HttpHandler answers) throws IOException {
        server = new RecordingServer(answers);
        return OpendalStore.open(location(server.origin()), Clock.systemUTC(), _ -> {});
    }

    private static AzblobLocation location(URI endpoint) {
        return new AzblobLocation("box", "", endpoint, Optional.of("account"), Optional.of(Secret.of(SECRET)));
    }

    private static String error(String code) {
        return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>you signed with " + SECRET + "</Message></Error>";
    }

    @ParameterizedTest
    @CsvSource({"500,InternalError", "503,ServerBusy", "502,BadGateway"})
    void passing_failure_is_tried_again_and_the_user_hears_nothing_of_it(int status, String code) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (ObjectStore store = serve(exchange -> {
            if (asked.getAndIncrement() < 2) {
                RecordingServer.answer(exchange, status, error(code));
            } else {
                exchange.getResponseHeaders().set("ETag", "\"1\"");
                RecordingServer.answer(exchange, 200, "12345");
            }
        })) {
            assertThat(store.stat(new ObjectKey("a")).orElseThrow().size()).isEqualTo(5);
        }
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void lasting_failure_names_the_store_the_operation_and_what_was_said_and_nothing_else() throws IOException {
        try (ObjectStore store = serve(exchange -> RecordingServer.answer(exchange, 503, error("ServerBusy")))) {
            assertThatThrownBy(() -> store.put(new ObjectKey("a"), Bodies.announced(new byte[1]), PutConditions.NONE))
                    .isInstanceOfSatisfying(StorageException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
                        assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
                    })
                    .hasMessage("azblob://box at " + server.origin() + ": write failed: it answered 503 ServerBusy")
                    .hasNoCause();
        }
        assertThat(server.asked()).hasSize(1 + NativeOperator.MAX_RETRIES);
    }

    @ParameterizedTest
    @CsvSource({
        "403,AuthenticationFailed,PERMISSION_DENIED",
        "404,ContainerNotFound,NOT_FOUND",
        "400,InvalidUri,OTHER",
        "409,LeaseIdMissing,OTHER",
        "412,ConditionNotMet,PRECONDITION_FAILED",
        "413,RequestBodyTooLarge,ENTITY_TOO_LARGE"
    })
    void refusal_is_told_at_once_with_its_code(int status, String code, Kind kind) throws IOException {
        try (ObjectStore store = serve(exchange -> RecordingServer.answer(exchange, status, error(code)))) {
            assertThatThrownBy(() -> store.put(new ObjectKey("a"), Bodies.announced(new byte[1]), PutConditions.NONE))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessage("azblob://box at " + server.origin() + ": write failed: it answered " + status + " " + code)
                    .hasNoCause();
        }
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void missing_container_is_no_missing_object() throws IOException {
        try (ObjectStore store = serve(exchange -> {
            exchange.getResponseHeaders().set("x-ms-error-code", "ContainerNotFound");
            RecordingServer.answer(exchange, 404, "");
        })) {
            assertThatThrownBy(() -> store.stat(new ObjectKey("a")))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                    .hasMessageContaining("ContainerNotFound");
        }
    }

    @Test
    void each_key_that_cannot_be_deleted_is_reported() throws IOException {
        try (ObjectStore store = serve(exchange -> {
            if (exchange.getRequestURI().getPath().endsWith("kept")) {
                RecordingServer.answer(exchange, 409, error("LeaseIdMissing"));
            } else {
                exchange.sendResponseHeaders(202, -1);
            }
        })) {
            DeleteReport report = store.delete(List.of("a", "1/kept", "b", "tail ", "2/kept"));

            assertThat(report.deleted()).isEqualTo(2);
            assertThat(report.failures()).extracting(DeleteReport.Failure::key).containsExactly("1/kept", "tail ", "2/kept");
            assertThat(report.failures().getFirst().reason()).endsWith("delete failed: it answered 409 LeaseIdMissing");
        }
        assertThat(server.asked()).noneMatch(asked -> asked.path().endsWith("tail"));
    }

    @Test
    void broken_connections_are_tried_again_and_told() throws IOException {
        try (ObjectStore store = serve(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().flush();
        })) {
            server.close();
            assertThatThrownBy(() -> store.stat(new ObjectKey("a")))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessage("azblob://box at " + server.origin() + ": stat failed: the connection was refused");
        }
    }

    @Test
    void unknown_host_is_told() {
        try (ObjectStore store = OpendalStore.open(location(URI.create("http://nowhere.invalid")), Clock.systemUTC(), _ -> {})) {
            assertThatThrownBy(() -> store.stat(new ObjectKey("a")))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessageEndingWith("its host name cannot be resolved");
        }
    }

    @Test
    void endpoint_that_the_policy_refuses_is_sent_nothing() throws IOException {
        server = new RecordingServer(exchange -> RecordingServer.answer(exchange, 404, ""));
        try (ObjectStore store = OpendalStore.open(location(server.origin()), Clock.systemUTC(), uri -> {
            throw new StagedoorException(ErrorCode.STORAGE_OTHER, "refused: " + uri.getHost());
        })) {
            List<Runnable> operations = List.of(
                    () -> store.stat(new ObjectKey("a")),
                    () -> store.open(new ObjectKey("a"), ByteRange.ALL),
                    () -> store.put(new ObjectKey("a"), Bodies.announced(new byte[1]), PutConditions.NONE),
                    () -> store.list(KeyPrefix.ALL, ""));
            assertThat(operations).allSatisfy(operation -> assertThatThrownBy(operation::run).hasMessage("refused: 127.0.0.1"));
            assertThat(store.delete(List.of("a")).failures()).hasSize(1);
        }
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void large_body_is_sent_whole_and_leaves_no_temporary_file() throws IOException {
        AtomicLong received = new AtomicLong();
        Set<Path> before = temporaryBodies();
        byte[] large = Bodies.random(1, 5 * ReceivedBody.MAX_IN_MEMORY_BYTES + 1);
        try (ObjectStore store = serve(exchange -> {
            if (exchange.getRequestMethod().equals("PUT")) {
                received.set(Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length")));
                exchange.sendResponseHeaders(201, -1);
            } else {
                RecordingServer.answer(exchange, 404, "");
            }
        })) {
            assertThat(store.put(new ObjectKey("a"), Bodies.unannounced(large), PutConditions.NONE).size()).isEqualTo(large.length);
            assertThatThrownBy(() -> store.put(
                            new ObjectKey("b"), new ObjectBody(Bodies.brokenAfter(large), OptionalLong.empty()), PutConditions.NONE))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INCOMPLETE_BODY));
        }
        assertThat(received).hasValue(large.length);
        assertThat(server.asked()).noneMatch(asked -> asked.path().endsWith("/b"));
        // Another JVM of the build may have a body of its own there for a moment.
        await().untilAsserted(() -> assertThat(before).containsAll(temporaryBodies()));
    }

    private static Set<Path> temporaryBodies() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".body")).collect(Collectors.toSet());
        }
    }

    @Test
    void store_closed_under_a_running_operation_lets_it_end_and_begins_no_other() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ObjectStore store = serve(exchange -> {
            arrived.countDown();
            awaitUninterrupted(released);
            RecordingServer.answer(exchange, 200, "12345");
        });
        CompletableFuture<Long> size = CompletableFuture.supplyAsync(() -> store.stat(new ObjectKey("a")).orElseThrow().size());
        arrived.await();

        store.close();
        store.close();
        released.countDown();

        assertThat(size.get()).isEqualTo(5);
        assertThatThrownBy(() -> store.stat(new ObjectKey("a")))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessageContaining("the store was closed");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void missing_native_library_is_told_with_the_platform_and_the_kind_of_store() {
        NativePlatform foreign = () -> Optional.of(new UnsatisfiedLinkError("no opendal_java"));

        assertThatThrownBy(() -> OpendalStore.open(
                        location(URI.create("http://127.0.0.1:1")), Clock.systemUTC(), _ -> {}, foreign, Optional.empty()))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.code().number()).isEqualTo(3902))
                .hasMessageContaining("azblob://box")
                .hasMessageContaining(System.getProperty("os.arch"));
    }

    @Test
    void location_of_another_store_is_a_defect_of_the_caller() {
        assertThatThrownBy(() -> OpendalStore.open(new FsLocation("tmp/"), Clock.systemUTC(), _ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
