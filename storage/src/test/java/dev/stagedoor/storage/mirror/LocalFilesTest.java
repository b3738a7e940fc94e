package dev.stagedoor.storage.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.S3Credential;
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
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.fs.FsOptions;
import dev.stagedoor.storage.fs.FsStore;
import dev.stagedoor.storage.mirror.Mirror.Wanted;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are files of this machine already, or lie in the index of the embedded store. */
class LocalFilesTest {
    private static final int SIZE = 100_000;
    private static final Runnable WANTED = () -> {};

    private Path path;
    private Path files;
    private DataDirectory directory;
    private EmbeddedStore embedded;
    private FsStore fs;
    private Mirror mirror;

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        path = temporary.resolve("mirror");
        files = Files.createDirectory(temporary.resolve("files"));
        directory = DataDirectory.open(temporary.resolve("data"));
        embedded = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
        fs = fs(files);
        mirror = Mirror.open(path, 3 * SIZE);
    }

    private static FsStore fs(Path root) {
        var key = new S3Credential("SDTEST", Secret.of("a secret of the test"));
        return new FsStore(new FsOptions(List.of(root), List.of(), 10 * SIZE), key, "us-east-1", Clock.systemUTC());
    }

    @AfterEach
    void close() {
        mirror.close();
        embedded.close();
        directory.close();
    }

    private static byte[] content(int filling, int size) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) filling);
        return content;
    }

    private ObjectSummary put(String key, int filling, int size) {
        return embedded.put(new ObjectKey(key), Bodies.announced(content(filling, size)), PutConditions.NONE);
    }

    private ObjectSummary write(String name, int filling) throws IOException {
        Files.write(files.resolve(name), content(filling, SIZE));
        return fs.stat(key(name)).orElseThrow();
    }

    private ObjectKey key(String name) {
        return new ObjectKey(files.resolve(name).toString().substring(1));
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> blobs = Files.walk(directory.storeDirectory().resolve("blobs"))) {
            return blobs.filter(Files::isRegularFile).toList();
        }
    }

    private List<Path> mirrored() throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            return all.toList();
        }
    }

    private static void assertFails(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void blob_is_read_in_place_and_takes_no_room() throws IOException {
        ObjectSummary larger = put("a", 7, 10 * SIZE);

        try (MirroredFile file = mirror.fetch(embedded, larger, WANTED)) {
            assertThat(Files.isSameFile(file.path(), blobs().getFirst())).isTrue();
            assertThat(file.path().getParent()).isEqualTo(mirror.directory());
            assertThat(Files.isSymbolicLink(file.path())).isFalse();
            assertThat(mirror.bytes()).isZero();
        }
        assertThat(mirrored()).isEmpty();
        assertThat(blobs()).hasSize(1);
    }

    @Test
    void blob_stays_while_it_is_read_although_its_object_is_overwritten_and_then_gives_its_room_back() throws IOException {
        MirroredFile file = mirror.fetch(embedded, put("a", 1, SIZE), WANTED);
        Path old = blobs().getFirst();
        put("a", 2, SIZE);
        embedded.delete(List.of("a"));

        assertThat(Files.readAllBytes(file.path())).hasSize(SIZE).containsOnly(1);
        file.requireUnchanged();
        file.close();
        assertThat(old).doesNotExist();
        assertThat(file.path()).doesNotExist();
    }

    @Test
    void several_readers_share_a_blob_and_the_last_lets_it_go() throws IOException {
        ObjectSummary object = put("a", 1, SIZE);
        MirroredFile first = mirror.fetch(embedded, object, WANTED);
        MirroredFile second = mirror.fetch(embedded, object, WANTED);

        first.close();
        assertThat(second.path()).isEqualTo(first.path()).exists();
        second.close();
        assertThat(second.path()).doesNotExist();
    }

    @Test
    void damaged_blob_is_not_read() throws IOException {
        ObjectSummary object = put("a", 1, SIZE);
        try (var blob = new RandomAccessFile(blobs().getFirst().toFile(), "rw")) {
            blob.seek(SIZE - 1);
            blob.write(2);
        }

        assertFails(() -> mirror.fetch(embedded, object, WANTED), Kind.DAMAGED);
        assertThat(mirrored()).isEmpty();
    }

    @Test
    void object_that_changed_or_went_since_it_was_listed_is_refused() throws IOException {
        for (int size : new int[] {5, SIZE}) {
            ObjectSummary listed = put("a", 1, size);
            put("a", 2, size);
            assertFails(() -> mirror.fetch(embedded, listed, WANTED), Kind.PRECONDITION_FAILED);
            embedded.delete(List.of("a"));
            assertFails(() -> mirror.fetch(embedded, listed, WANTED), Kind.NOT_FOUND);
        }
        ObjectSummary listed = write("a", 1);
        Files.write(files.resolve("a"), content(2, SIZE + 1));
        assertFails(() -> mirror.fetch(fs, listed, WANTED), Kind.PRECONDITION_FAILED);
        Files.delete(files.resolve("a"));
        assertFails(() -> mirror.fetch(fs, listed, WANTED), Kind.NOT_FOUND);
        assertThat(mirrored()).isEmpty();
    }

    @Test
    void short_objects_are_copies_that_stay() throws IOException {
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            wanted.add(new Wanted(embedded, put("small/" + i, i, 10 + i % 50)));
        }
        wanted.add(700, new Wanted(embedded, put("large", 7, SIZE)));

        List<MirroredFile> all = mirror.fetch(wanted, WANTED);

        for (int i = 0; i < all.size(); i++) {
            byte[] bytes = Files.readAllBytes(all.get(i).path());
            assertThat(Bodies.etag(bytes)).isEqualTo(wanted.get(i).object().etag().orElseThrow());
        }
        long small = wanted.stream().mapToLong(each -> each.object().size()).filter(size -> size < SIZE).sum();
        assertThat(mirror.bytes()).isEqualTo(small);
        all.forEach(MirroredFile::close);
        assertThat(mirror.bytes()).isEqualTo(small);
        assertThat(mirror.fetch(wanted, WANTED)).extracting(MirroredFile::path).element(5).isEqualTo(all.get(5).path());
    }

    @Test
    void of_many_short_objects_the_one_that_changed_is_told() {
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            wanted.add(new Wanted(embedded, put("small/" + i, i, 10)));
        }
        put("small/299", 1, 10);

        assertThatThrownBy(() -> mirror.fetch(wanted, WANTED)).isInstanceOfSatisfying(FileFailedException.class, e -> {
            assertThat(e.file()).isEqualTo(299);
            assertThat(e.failure().kind()).isEqualTo(Kind.PRECONDITION_FAILED);
        });
    }

    @Test
    void file_of_a_directory_is_read_in_place() throws IOException {
        try (MirroredFile file = mirror.fetch(fs, write("a", 1), WANTED)) {
            assertThat(Files.isSameFile(file.path(), files.resolve("a"))).isTrue();
            assertThat(mirror.bytes()).isZero();
            Files.delete(files.resolve("a"));
            write("a", 2);
            assertThat(Files.readAllBytes(file.path())).containsOnly(1);
            file.requireUnchanged();
        }
        assertThat(mirrored()).isEmpty();
        assertThat(files.resolve("a")).hasSize(SIZE);
    }

    @Test
    void file_that_others_write_to_while_it_is_read_is_told() throws IOException {
        try (MirroredFile file = mirror.fetch(fs, write("a", 1), WANTED)) {
            Files.write(files.resolve("a"), new byte[] {9}, StandardOpenOption.APPEND);
            assertFails(file::requireUnchanged, Kind.PRECONDITION_FAILED);
        }
    }

    @Test
    void file_of_another_file_system_is_copied() throws IOException {
        Path elsewhere = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "fs-");
        FileStore here = Files.getFileStore(path);
        Assumptions.assumeFalse(Files.getFileStore(elsewhere).equals(here), "both directories are on one file system");
        try (FsStore other = fs(elsewhere)) {
            Path source = Files.write(elsewhere.resolve("a"), content(1, SIZE));
            ObjectStore store = other;
            ObjectSummary listed;
            try (ObjectListing listing = store.list(new KeyPrefix(elsewhere.toString().substring(1) + "/"), "")) {
                listed = listing.next();
            }
            try (MirroredFile file = mirror.fetch(store, listed, WANTED)) {
                assertThat(Files.readAllBytes(file.path())).isEqualTo(Files.readAllBytes(source));
                assertThat(mirror.bytes()).isEqualTo(SIZE);
            }
        } finally {
            Files.deleteIfExists(elsewhere.resolve("a"));
            Files.delete(elsewhere);
        }
    }
}
