package dev.stagedoor.storage.embedded;

import static dev.stagedoor.storage.embedded.EmbeddedFaultsTest.assertKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.LocalFiles.ShortContent;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.UploadUnderWay;
import dev.stagedoor.storage.UploadedPart;
import dev.stagedoor.storage.embedded.FaultyDisk.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of parts, in files and in the index, however an upload or an object ends. */
class UploadLeftoversTest {
    /** In files and in the index, in the middle of a piece and at its end, and an empty one. */
    private static final List<byte[]> PARTS = List.of(
            Bodies.random(1, 70_001),
            Bodies.random(2, 5),
            Bodies.random(3, 65_536),
            Bodies.random(4, 1),
            Bodies.random(5, 2_500_000),
            Bodies.random(6, 16_384),
            Bodies.random(7, 40_000),
            new byte[0]);

    private static final byte[] WHOLE = joined(PARTS);

    /** Of {@link #PARTS}, those that are not in the index. */
    private static final int FILES = 4;

    @TempDir
    private Path temporary;

    private final FaultyDisk disk = new FaultyDisk();
    private OpenStore open;

    @BeforeEach
    void openStore() {
        open = OpenStore.withShortParts(temporary.resolve("data"), disk);
    }

    @AfterEach
    void closeStore() {
        disk.fault = FaultyDisk.NONE;
        open.close();
    }

    private static byte[] joined(List<byte[]> contents) {
        var whole = new ByteArrayOutputStream();
        contents.forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private long count(String table) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + open.directory().storeDirectory().resolve("index.db").toUri());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return row.getLong(1);
        }
    }

    /** Nothing is left of any part, in files and in the index. */
    private void assertNothingIsLeft() {
        await().untilAsserted(() -> {
            assertThat(open.blobFiles()).isEmpty();
            for (String table : List.of("part", "dropped", "piece", "inline", "upload")) {
                assertThat(count(table)).as(table).isZero();
            }
        });
    }

    @Test
    void completing_touches_no_file() {
        Set<Step> steps = ConcurrentHashMap.newKeySet();
        MultipartUpload upload = open.begin("a");
        List<UploadedPart> parts = new ArrayList<>();
        PARTS.forEach(content -> parts.add(open.putPart(upload, parts.size() + 1, content)));
        Set<Path> before = Set.copyOf(open.blobFiles());
        disk.fault = (step, path) -> steps.add(step);

        open.uploads().complete(upload, parts, PutConditions.NONE);

        assertThat(steps).isEmpty();
        assertThat(open.blobFiles()).containsExactlyInAnyOrderElementsOf(before).hasSize(FILES);
        assertThat(open.read("a")).isEqualTo(WHOLE);
    }

    private void assertRange(int first, int length) {
        var range = new ByteRange.From(first, OptionalLong.of(first + length - 1L));
        assertThat(Bodies.read(open.store().open(new ObjectKey("a"), range)))
                .as("%d bytes from %d", length, first)
                .isEqualTo(Arrays.copyOfRange(WHOLE, first, first + length));
    }

    @Test
    void parts_go_with_the_object_however_it_ends() throws Exception {
        open.putInParts("deleted", PARTS);
        open.putInParts("overwritten", PARTS);
        open.putInParts("completed again", PARTS);

        open.delete("deleted");
        assertThat(open.blobFiles()).hasSize(2 * FILES); // a delete is for the room that it makes
        open.put("overwritten", Bodies.utf8("short"));
        open.putInParts("completed again", List.of(Bodies.utf8("short")));

        await().untilAsserted(() -> assertThat(open.blobFiles()).isEmpty());
        await().untilAsserted(() -> assertThat(count("dropped")).isZero());
        assertThat(count("part")).isEqualTo(1);
        open.delete("overwritten", "completed again");
        assertNothingIsLeft();
    }

    @Test
    void what_an_upload_put_and_did_not_use_goes() {
        MultipartUpload upload = open.begin("a");
        open.putPart(upload, 2, Bodies.random(1, 50_000));
        UploadedPart again = open.putPart(upload, 2, Bodies.random(2, 60_000));
        open.putPart(upload, 1, Bodies.random(3, 50_000));
        open.putPart(upload, 3, Bodies.random(4, 50_000));
        open.putPart(upload, 4, Bodies.random(5, 50));
        await().untilAsserted(() -> assertThat(open.blobFiles()).hasSize(3));

        open.uploads().complete(upload, List.of(again), PutConditions.NONE);

        await().untilAsserted(() -> assertThat(open.blobFiles()).hasSize(1));
        assertThat(open.read("a")).isEqualTo(Bodies.random(2, 60_000));
        open.delete("a");
        assertNothingIsLeft();
    }

    @Test
    void more_parts_than_are_forgotten_at_once_go_all() {
        int many = 2 * UploadTables.FORGET_BATCH;
        open.putInParts("a", IntStream.range(0, many).mapToObj(number -> Bodies.random(number, 10)).toList());
        MultipartUpload upload = open.begin("b");
        IntStream.rangeClosed(1, many + 1).forEach(number -> open.putPart(upload, number, Bodies.random(number, 10)));

        assertThat(open.read("a")).hasSize(10 * many);
        open.delete("a");
        open.uploads().abort(upload);

        assertNothingIsLeft();
    }

    @Test
    void reader_finishes_the_parts_it_began_and_then_they_go() throws Exception {
        open.putInParts("a", PARTS);
        var sent = new ByteArrayOutputStream();
        try (ObjectContent reading = open.store().open(new ObjectKey("a"), ByteRange.ALL);
                ObjectContent another = open.store().open(new ObjectKey("a"), ByteRange.ALL)) {
            open.delete("a");
            another.close();
            open.put("b", Bodies.utf8("another commit"));
            reading.transferTo(Channels.newChannel(sent));
            assertThat(open.blobFiles()).hasSize(FILES);
        }

        assertThat(sent.toByteArray()).isEqualTo(WHOLE);
        open.delete("b");
        assertNothingIsLeft();
    }

    @Test
    void parts_that_were_read_when_the_store_closed_go_after_the_next_opening() throws Exception {
        open.putInParts("a", PARTS);
        ObjectContent reading = open.store().open(new ObjectKey("a"), ByteRange.ALL);
        open.delete("a");
        open.close();
        assertThat(open.blobFiles()).hasSize(FILES);
        reading.close();

        openStore();

        assertNothingIsLeft();
    }

    @Test
    void part_for_an_upload_that_ends_meanwhile_is_refused_and_leaves_nothing() {
        MultipartUpload upload = open.begin("a");
        InputStream aborting = new ByteArrayInputStream(Bodies.random(1, 100_000)) {
            @Override
            public int read(byte[] into, int offset, int length) {
                int read = super.read(into, offset, length);
                if (available() == 0) {
                    open.uploads().abort(upload);
                }
                return read;
            }
        };

        assertKind(Kind.NOT_FOUND,
                () -> open.uploads().putPart(upload, 1, new ObjectBody(aborting, OptionalLong.empty()), List.of()));
        assertKind(Kind.NOT_FOUND, () -> open.putPart(upload, 1, new byte[1]));
        assertKind(Kind.NOT_FOUND, () -> open.uploads().parts(upload));

        assertNothingIsLeft();
    }

    @Test
    void parts_out_of_order_twice_or_beyond_the_last_number_are_refused() {
        MultipartUpload upload = open.begin("a");
        UploadedPart one = open.putPart(upload, 1, new byte[1]);
        UploadedPart two = open.putPart(upload, 2, new byte[1]);

        for (List<UploadedPart> wrong : List.of(List.<UploadedPart>of(), List.of(two, one), List.of(one, one))) {
            assertKind(Kind.INVALID_PART, () -> open.uploads().complete(upload, wrong, PutConditions.NONE));
        }
        assertKind(Kind.INVALID_PART, () -> open.putPart(upload, 0, new byte[1]));
        assertKind(Kind.INVALID_PART, () -> open.putPart(upload, 10_001, new byte[1]));
        open.uploads().complete(upload, List.of(one, two), PutConditions.NONE);
    }

    @Test
    void listing_of_uploads_goes_on_beyond_a_page() {
        int many = 2_100;
        List<MultipartUpload> begun = IntStream.range(0, many).mapToObj(number -> open.begin("key%04d".formatted(number / 3))).toList();
        List<MultipartUpload> listed = new ArrayList<>();

        open.uploads().list(KeyPrefix.ALL, UploadUnderWay.Position.BEGINNING).forEachRemaining(upload -> listed.add(upload.upload()));

        assertThat(listed).containsExactlyInAnyOrderElementsOf(begun);
        assertThat(listed).isSortedAccordingTo((a, b) ->
                a.key().equals(b.key()) ? a.id().compareTo(b.id()) : a.key().value().compareTo(b.key().value()));
        List<String> behind = new ArrayList<>();
        open.uploads().list(new KeyPrefix("key00"), new UploadUnderWay.Position("key0098", ""))
                .forEachRemaining(upload -> behind.add(upload.upload().key().value()));
        assertThat(behind).containsExactly("key0099", "key0099", "key0099");
    }

    @Test
    void damaged_or_lost_part_is_not_sent() throws Exception {
        open.putInParts("a", PARTS);
        Path damaged = open.blobFiles().stream().filter(file -> file.toFile().length() == 2_500_000).findFirst().orElseThrow();
        try (var file = new RandomAccessFile(damaged.toFile(), "rw")) {
            file.seek(2_000_000);
            file.write(file.read() ^ 1);
        }
        assertKind(Kind.DAMAGED, () -> open.read("a"));
        assertRange(0, 70_001 + 5 + 65_536 + 1 + 1_900_000);

        Files.delete(damaged);
        assertKind(Kind.DAMAGED, () -> open.read("a"));
        assertThatThrownBy(() -> open.store().open(new ObjectKey("a"), new ByteRange.From(200_000, OptionalLong.of(200_001))))
                .isInstanceOf(StorageException.class);
        assertRange(0, 70_000);
        assertThat(open.store().availableSendBuffers()).isEqualTo(SendBuffers.LARGE_BUFFERS);
    }

    @Test
    void object_in_parts_has_no_file_of_its_own() throws Exception {
        ObjectSummary large = open.putInParts("large", PARTS);
        ObjectSummary small = open.putInParts("small", List.of(Bodies.utf8("a"), Bodies.utf8("b")));

        assertThat(open.store().localFiles().orElseThrow().shortContents(List.of(large, small)))
                .allSatisfy(content -> assertThat(content).isInstanceOf(ShortContent.InFile.class));
        assertThat(open.store().localFiles().orElseThrow().link(large, Files.createDirectory(temporary.resolve("links")).resolve("a")))
                .isEmpty();
    }

    @Test
    void a_part_fails_as_an_object_does_when_the_disk_is_full() {
        MultipartUpload upload = open.begin("a");
        UploadedPart one = open.putPart(upload, 1, PARTS.getFirst());
        for (Step step : EnumSet.of(Step.CREATE, Step.WRITE, Step.FORCE, Step.FORCE_DIRECTORY)) {
            disk.fault = FaultyDisk.failing(step, "No space left on device");
            assertKind(Kind.INSUFFICIENT_STORAGE, () -> open.putPart(upload, 1, Bodies.random(9, 100_000)));
        }
        disk.fault = FaultyDisk.NONE;

        assertThat(open.uploads().parts(upload)).containsExactly(one);
        await().untilAsserted(() -> assertThat(open.blobFiles()).hasSize(1));
        open.uploads().complete(upload, List.of(one), PutConditions.NONE);
        assertThat(open.read("a")).isEqualTo(PARTS.getFirst());
    }
}
