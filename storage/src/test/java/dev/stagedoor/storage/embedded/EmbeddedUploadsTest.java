package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.UploadedPart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in parts of the embedded store, beyond what every store does. Parts may be as short as they like here. */
class EmbeddedUploadsTest {
    /** In the index, in files, and empty. */
    private static final int[] SIZES = {1000, 300_000, 0, 16_384, 16_385, 1_200_000, 7};

    @TempDir
    private Path data;

    private OpenStore open;

    @BeforeEach
    void open() {
        open = OpenStore.withShortParts(data, LocalDisk.INSTANCE);
    }

    @AfterEach
    void close() {
        open.close();
    }

    private static List<byte[]> contents(int seed) {
        return IntStream.range(0, SIZES.length).mapToObj(i -> Bodies.random(seed + i, SIZES[i])).toList();
    }

    private static byte[] joined(List<byte[]> contents) {
        var whole = new ByteArrayOutputStream();
        contents.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    @Test
    void any_range_over_any_parts_is_what_was_put() {
        byte[] whole = joined(contents(1));
        open.putInParts("a", contents(1));
        var bounds = new TreeSet<>(List.of(0, 1, whole.length - 1));
        int at = 0;
        for (int size : SIZES) {
            at += size;
            bounds.addAll(List.of(Math.max(0, at - 1), Math.min(whole.length - 1, at), Math.min(whole.length - 1, at + 1)));
        }
        var random = new SplittableRandom(1);
        random.ints(10, 0, whole.length).forEach(bounds::add);

        for (int first : bounds) {
            for (int last : bounds.tailSet(first)) {
                ByteRange range = new ByteRange.From(first, OptionalLong.of(last));
                assertThat(Bodies.read(open.store().open(new ObjectKey("a"), range)))
                        .as("%d to %d", first, last)
                        .isEqualTo(Arrays.copyOfRange(whole, first, last + 1));
            }
        }
    }

    @Test
    void everything_is_there_after_closing_and_opening() {
        ObjectSummary put = open.putInParts("a", contents(1));
        MultipartUpload upload = open.begin("b");
        List<UploadedPart> parts = new ArrayList<>();
        contents(2).forEach(content -> parts.add(open.putPart(upload, parts.size() + 1, content)));
        open.close();
        open = OpenStore.withShortParts(data, LocalDisk.INSTANCE);

        assertThat(open.list()).containsExactly(put);
        assertThat(open.read("a")).isEqualTo(joined(contents(1)));
        assertThat(open.uploads().parts(upload)).isEqualTo(parts);
        open.uploads().complete(upload, parts, PutConditions.NONE);
        assertThat(open.read("b")).isEqualTo(joined(contents(2)));
    }

    @Test
    void completing_copies_nothing_and_deletes_parts_that_are_not_named() throws Exception {
        MultipartUpload upload = open.begin("a");
        List<UploadedPart> parts = new ArrayList<>();
        contents(1).forEach(content -> parts.add(open.putPart(upload, parts.size() + 1, content)));
        List<Path> before = open.blobFiles();
        List<Object> inodes = new ArrayList<>();
        for (Path file : before) {
            inodes.add(Files.getAttribute(file, "unix:ino"));
        }
        UploadedPart unnamed = open.putPart(upload, 100, Bodies.random(9, 400_000));

        open.uploads().complete(upload, parts, PutConditions.NONE);

        await().until(() -> open.blobFiles().size() == before.size());
        assertThat(open.blobFiles()).containsExactlyInAnyOrderElementsOf(before);
        for (int i = 0; i < before.size(); i++) {
            assertThat(Files.getAttribute(before.get(i), "unix:ino")).isEqualTo(inodes.get(i));
        }
        assertThat(unnamed.size()).isEqualTo(400_000);
        assertThat(open.read("a")).isEqualTo(joined(contents(1)));
    }

    @Test
    void completing_with_a_part_of_another_etag_is_refused_and_changes_nothing() {
        MultipartUpload upload = open.begin("a");
        UploadedPart first = open.putPart(upload, 1, Bodies.random(1, 100_000));
        open.putPart(upload, 1, Bodies.random(2, 100_000));

        assertThatThrownBy(() -> open.uploads().complete(upload, List.of(first), PutConditions.NONE))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_PART));

        assertThat(open.keys()).isEmpty();
        assertThat(open.uploads().parts(upload)).hasSize(1);
    }

    @Test
    void reader_of_parts_reads_to_the_end_when_the_object_is_overwritten_and_then_its_parts_go() throws Exception {
        open.putInParts("a", contents(1));
        ObjectContent content = open.store().open(new ObjectKey("a"), ByteRange.ALL);
        open.put("a", Bodies.random(5, 100));
        byte[] read = Bodies.read(content); // closes it

        assertThat(read).isEqualTo(joined(contents(1)));
        await().until(() -> open.blobFiles().isEmpty());
        assertThat(open.read("a")).isEqualTo(Bodies.random(5, 100));
    }

    @Test
    void parts_go_with_their_object_and_with_their_upload() {
        open.putInParts("a", contents(1));
        open.putInParts("a", contents(2));
        MultipartUpload upload = open.begin("b");
        open.putPart(upload, 1, Bodies.random(3, 100_000));
        open.putPart(upload, 1, Bodies.random(4, 100_000));
        await().until(() -> open.blobFiles().size() == 4); // three of the object, one of the upload

        open.uploads().abort(upload);
        open.delete("a");

        await().until(() -> open.blobFiles().isEmpty());
        assertThat(open.keys()).isEmpty();
    }

    @Test
    void an_object_of_many_parts_is_put_together_read_and_deleted() {
        MultipartUpload upload = open.begin("many");
        List<UploadedPart> parts = new ArrayList<>();
        List<byte[]> contents = IntStream.range(0, 1_200).mapToObj(i -> Bodies.random(i, 50)).toList();
        contents.forEach(content -> parts.add(open.putPart(upload, parts.size() + 1, content)));

        ObjectSummary object = open.uploads().complete(upload, parts, PutConditions.NONE);

        assertThat(object.etag().orElseThrow()).endsWith("-1200\"");
        assertThat(open.read("many")).isEqualTo(joined(contents));
        open.delete("many");
        assertThat(open.keys()).isEmpty();
    }

    @Test
    void damage_in_a_part_is_found_and_the_parts_before_it_are_sent() throws Exception {
        open.putInParts("a", contents(1));
        Path damaged = open.blobFiles().stream().max((a, b) -> Long.compare(size(a), size(b))).orElseThrow();
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);

        assertThatThrownBy(() -> open.read("a"))
                .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
