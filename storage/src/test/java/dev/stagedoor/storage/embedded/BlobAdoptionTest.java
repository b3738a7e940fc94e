package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.embedded.FaultyDisk.Step;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of this machine that the store makes its own. */
class BlobAdoptionTest {
    private static final byte[] LONG = Bodies.random(1, 1_000_000);
    private static final byte[] SHORT = Bodies.random(2, EmbeddedStore.MAX_INLINE_BYTES);

    @TempDir
    private Path temporary;

    private final FaultyDisk disk = new FaultyDisk();
    private OpenStore open;

    @BeforeEach
    void openStore() {
        open = OpenStore.at(temporary.resolve("data"), disk);
    }

    @AfterEach
    void closeStore() {
        disk.fault = FaultyDisk.NONE;
        open.close();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(temporary.resolve("written"), bytes);
    }

    private ObjectSummary put(Path file) {
        return open.store().putFile(new ObjectKey("a"), file, PutConditions.NONE);
    }

    @Test
    void file_becomes_a_blob_and_is_not_copied() throws IOException {
        Path file = file(LONG);
        ObjectSummary adopted = put(file);

        assertThat(open.blobFiles()).singleElement().satisfies(blob -> assertThat(Files.isSameFile(blob, file)).isTrue());
        Files.delete(file);
        assertThat(open.read("a")).isEqualTo(LONG);
        ObjectSummary sent = open.put("b", LONG);
        assertThat(adopted.etag()).isEqualTo(sent.etag());
        assertThat(adopted.size()).isEqualTo(sent.size());
    }

    @Test
    void blob_is_there_after_the_store_was_opened_again() throws IOException {
        put(file(LONG));
        open.close();
        open = OpenStore.at(temporary.resolve("data"), disk);

        assertThat(open.read("a")).isEqualTo(LONG);
    }

    @Test
    void bytes_and_name_are_synced_before_a_row_refers_to_them() throws IOException {
        Queue<Step> steps = new ConcurrentLinkedQueue<>();
        disk.fault = (step, path) -> {
            assertThat(open.keys()).isEmpty();
            steps.add(step);
        };
        put(file(LONG));

        assertThat(steps).containsSubsequence(Step.LINK, Step.FORCE, Step.FORCE_DIRECTORY).doesNotContain(Step.WRITE);
    }

    @Test
    void damage_is_found_as_in_every_blob() throws IOException {
        put(file(LONG));
        try (var blob = new RandomAccessFile(open.blobFiles().getFirst().toFile(), "rw")) {
            blob.seek(LONG.length - 1);
            blob.write(LONG[LONG.length - 1] + 1);
        }

        assertKind(Kind.DAMAGED, () -> open.read("a"));
    }

    @Test
    void short_file_goes_into_the_index() throws IOException {
        put(file(SHORT));

        assertThat(open.read("a")).isEqualTo(SHORT);
        assertThat(open.blobFiles()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LINK", "OPEN", "FORCE", "FORCE_DIRECTORY"})
    void failing_step_leaves_the_key_and_the_file_as_they_were(Step step) throws IOException {
        Path file = file(LONG);
        disk.fault = FaultyDisk.failing(step, "Input/output error");

        assertKind(Kind.OTHER, () -> put(file));

        assertThat(open.keys()).isEmpty();
        await().untilAsserted(() -> assertThat(open.blobFiles()).isEmpty());
        assertThat(file).hasBinaryContent(LONG);
    }

    @Test
    void file_is_copied_where_it_can_have_no_second_name() throws IOException {
        Path file = file(LONG);
        disk.fault = (step, path) -> {
            if (step == Step.LINK) {
                throw new FileSystemException(path.toString(), null, "Invalid cross-device link");
            }
        };
        put(file);

        assertThat(open.read("a")).isEqualTo(LONG);
        assertThat(open.blobFiles()).singleElement().satisfies(blob -> assertThat(Files.isSameFile(blob, file)).isFalse());
    }

    @Test
    void file_that_is_not_what_was_announced_is_refused() throws IOException {
        Path file = file(LONG);
        var announced = List.of(new Checksum(Checksum.Algorithm.CRC32, new byte[4]));
        var other = new PutConditions(false, announced, ObjectAttributes.NONE);

        assertKind(Kind.BAD_DIGEST, () -> open.store().putFile(new ObjectKey("a"), file, other));

        assertThat(open.keys()).isEmpty();
        await().untilAsserted(() -> assertThat(open.blobFiles()).isEmpty());
    }

    private static void assertKind(Kind kind, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
