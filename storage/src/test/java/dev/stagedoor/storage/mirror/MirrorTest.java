package dev.stagedoor.storage.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.s3.S3Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpClient;

/** On objects of a real server elsewhere. */
class MirrorTest {
    private static final int SIZE = 100_000;
    private static final Runnable WANTED = () -> {};

    private static S3ProxyServer server;
    private static SdkHttpClient http;

    private Path path;
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
    void open(@TempDir Path temporary) {
        path = temporary.resolve("mirror");
        store = S3Store.open(server.server().location(server.server().createBucket()), http, Clock.systemUTC());
        mirror = Mirror.open(path, 3 * SIZE);
    }

    @AfterEach
    void close() {
        mirror.close();
        store.close();
    }

    private ObjectSummary put(String key, byte filling, int size) {
        byte[] content = new byte[size];
        Arrays.fill(content, filling);
        store.put(new ObjectKey(key), Bodies.announced(content), PutConditions.NONE);
        return store.stat(new ObjectKey(key)).orElseThrow();
    }

    private ObjectSummary put(String key) {
        return put(key, (byte) key.charAt(0), SIZE);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }

    @Test
    void file_has_the_objects_content_and_is_the_owners_alone() throws IOException {
        for (int size : new int[] {0, 5, SIZE}) {
            try (MirroredFile file = mirror.fetch(store, put("a", (byte) 7, size), WANTED)) {
                assertThat(Files.readAllBytes(file.path())).hasSize(size).containsOnly(size == 0 ? new byte[0] : new byte[] {7});
                assertThat(Files.getPosixFilePermissions(file.path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
        }
        assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void bytes_are_told_as_they_arrive_and_those_at_hand_at_once() {
        Mirror.Wanted first = new Mirror.Wanted(store, put("a"));
        Mirror.Wanted second = new Mirror.Wanted(store, put("b"));
        List<Long> told = Collections.synchronizedList(new ArrayList<>());

        mirror.fetch(List.of(first), WANTED, told::add).forEach(MirroredFile::close);

        assertThat(told).hasSizeGreaterThan(2).allMatch(bytes -> bytes < SIZE);
        assertThat(told.stream().mapToLong(Long::longValue).sum()).isEqualTo(SIZE);
        told.clear();
        mirror.fetch(List.of(second, first), WANTED, told::add).forEach(MirroredFile::close);
        assertThat(told).contains((long) SIZE);
        assertThat(told.stream().mapToLong(Long::longValue).sum()).isEqualTo(2 * SIZE);
    }

    @Test
    void many_readers_share_one_file() throws Exception {
        ObjectSummary object = put("a");
        Callable<MirroredFile> fetch = () -> mirror.fetch(store, object, WANTED);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<MirroredFile> file : threads.invokeAll(List.of(fetch, fetch, fetch, fetch, fetch, fetch))) {
                assertThat(Files.size(file.get().path())).isEqualTo(SIZE);
            }
        }
        assertThat(files()).hasSize(1);
        assertThat(mirror.bytes()).isEqualTo(SIZE);
    }

    @Test
    void another_version_is_another_file() throws IOException {
        MirroredFile old = mirror.fetch(store, put("a", (byte) 1, SIZE), WANTED);
        MirroredFile young = mirror.fetch(store, put("a", (byte) 2, SIZE), WANTED);

        assertThat(Files.readAllBytes(old.path())).containsOnly(1);
        assertThat(Files.readAllBytes(young.path())).containsOnly(2);
    }

    @Test
    void object_that_changed_since_it_was_listed_is_refused() throws IOException {
        ObjectSummary listed = put("a", (byte) 1, SIZE);
        put("a", (byte) 2, SIZE);

        assertFails(listed, Kind.PRECONDITION_FAILED);
    }

    @Test
    void object_that_went_since_it_was_listed_is_refused() throws IOException {
        ObjectSummary listed = put("a");
        store.delete(List.of("a"));

        assertFails(listed, Kind.NOT_FOUND);
    }

    private void assertFails(ObjectSummary listed, Kind kind) throws IOException {
        assertThatThrownBy(() -> mirror.fetch(store, listed, WANTED))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
        assertThat(files()).isEmpty();
        assertThat(mirror.bytes()).isZero();
    }

    @Test
    void what_nobody_reads_makes_room_the_longest_unread_first() {
        List<MirroredFile> files = new ArrayList<>();
        for (String key : List.of("a", "b", "c")) {
            files.add(mirror.fetch(store, put(key), WANTED));
        }
        files.get(1).close();
        files.get(2).close();
        mirror.fetch(store, store.stat(new ObjectKey("b")).orElseThrow(), WANTED).close();

        mirror.fetch(store, put("d"), WANTED).close();

        assertThat(files.get(0).path()).exists();
        assertThat(files.get(1).path()).exists();
        assertThat(files.get(2).path()).doesNotExist();
    }

    @Test
    void what_is_read_stays_and_what_has_no_room_is_refused() throws IOException {
        List<MirroredFile> files = new ArrayList<>();
        for (String key : List.of("a", "b", "c")) {
            files.add(mirror.fetch(store, put(key), WANTED));
        }
        ObjectSummary another = put("d", (byte) 1, 1);

        assertThatThrownBy(() -> mirror.fetch(store, another, WANTED))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INSUFFICIENT_STORAGE));

        assertThat(files()).hasSize(3);
        files.getFirst().close();
        mirror.fetch(store, another, WANTED).close();
        assertThat(mirror.bytes()).isEqualTo(2 * SIZE + 1);
    }

    @Test
    void fetch_that_is_not_wanted_any_more_leaves_nothing_and_ends_no_other() throws Exception {
        ObjectSummary object = put("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var other = threads.submit(() -> mirror.fetch(store, object, WANTED));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            mirror.fetch(store, put("z" + i, (byte) 1, 1), () -> {
                                throw new IllegalStateException("ended");
                            });
                        }
                    })
                    .isInstanceOf(IllegalStateException.class);
            assertThat(Files.size(other.get().path())).isEqualTo(SIZE);
        }
        assertThat(files()).hasSize(1);
        assertThat(mirror.bytes()).isEqualTo(SIZE);
    }

    @Test
    void of_several_files_the_one_that_fails_is_told_and_none_is_kept() {
        List<Mirror.Wanted> wanted = new ArrayList<>();
        for (String key : List.of("a", "b", "c")) {
            wanted.add(new Mirror.Wanted(store, put(key, (byte) 1, 10)));
        }
        store.delete(List.of("b"));

        assertThatThrownBy(() -> mirror.fetch(wanted, WANTED)).isInstanceOfSatisfying(FileFailedException.class, e -> {
            assertThat(e.file()).isEqualTo(1);
            assertThat(e.failure().kind()).isEqualTo(Kind.NOT_FOUND);
        });

        MirroredFile all = mirror.fetch(store, put("all", (byte) 1, 3 * SIZE), WANTED);
        assertThat(all.path()).hasSize(3 * SIZE);
    }

    @Test
    void opening_removes_what_a_process_before_left_and_nothing_else() throws IOException {
        mirror.fetch(store, put("a"), WANTED);
        Files.writeString(path.resolve("notes.txt"), "mine");

        try (Mirror again = Mirror.open(path, SIZE)) {
            assertThat(files()).containsExactly(path.resolve("notes.txt"));
            assertThat(again.bytes()).isZero();
        }
    }
}
