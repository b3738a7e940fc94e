package dev.stagedoor.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that changed on the disk are never given out as the object. */
class DamageTest {
    private static final int PIECE = PieceChecksums.PIECE_BYTES;
    private static final int SIZE = 3 * SendBuffers.LARGE_BYTES + 1_000;
    private static final byte[] BYTES = Bodies.random(1, SIZE);

    @TempDir
    Path data;

    /** What came out before it ended. */
    private record Sent(byte[] bytes, boolean damaged) {}

    private static Sent send(OpenStore open, String key, ByteRange range) throws IOException {
        var out = new ByteArrayOutputStream();
        try (ObjectContent content = open.store().open(new ObjectKey(key), range)) {
            content.transferTo(Channels.newChannel(out));
            return new Sent(out.toByteArray(), false);
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
            assertThat(e).hasMessageContaining("restore it from a backup").hasMessageNotContaining(open.directory().path().toString());
            return new Sent(out.toByteArray(), true);
        }
    }

    private static ByteRange range(long first, long last) {
        return new ByteRange.From(first, OptionalLong.of(last));
    }

    private static Path blob(OpenStore open) {
        assertThat(open.blobFiles()).hasSize(1);
        return open.blobFiles().getFirst();
    }

    private static void flip(Path file, long position) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(position);
            int old = access.read();
            access.seek(position);
            access.write(old ^ 0x10);
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("store/index.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, PIECE - 1, PIECE, SendBuffers.LARGE_BYTES + 5, SIZE - 1_001, SIZE - 1})
    void no_byte_of_a_damaged_piece_is_sent(int position) throws IOException {
        try (OpenStore open = OpenStore.at(data)) {
            open.put("a", BYTES);
            flip(blob(open), position);

            Sent whole = send(open, "a", ByteRange.ALL);

            assertThat(whole.damaged()).isTrue();
            assertThat(whole.bytes()).hasSizeLessThanOrEqualTo(position / PIECE * PIECE)
                    .isEqualTo(Arrays.copyOf(BYTES, whole.bytes().length));
            Sent one = send(open, "a", range(position, position));
            assertThat(one.damaged()).isTrue();
            assertThat(one.bytes()).isEmpty();
            assertThat(open.store().availableSendBuffers()).isEqualTo(SendBuffers.LARGE_BUFFERS);
        }
    }

    @Test
    void ranges_that_do_not_touch_the_damage_are_served() throws IOException {
        try (OpenStore open = OpenStore.at(data)) {
            open.put("a", BYTES);
            flip(blob(open), 5L * PIECE);

            assertThat(send(open, "a", range(10, 5L * PIECE - 1)).bytes()).isEqualTo(Arrays.copyOfRange(BYTES, 10, 5 * PIECE));
            assertThat(send(open, "a", range(6L * PIECE, SIZE)).bytes()).isEqualTo(Arrays.copyOfRange(BYTES, 6 * PIECE, SIZE));
            assertThat(send(open, "a", range(6L * PIECE - 1, SIZE)).damaged()).isTrue();
        }
    }

    @Test
    void any_range_of_a_whole_object_is_what_was_put() throws IOException {
        try (OpenStore open = OpenStore.at(data)) {
            open.put("a", BYTES);
            for (int first : new int[] {0, 1, PIECE - 1, PIECE, PIECE + 1, SendBuffers.LARGE_BYTES - 1, SIZE - PIECE, SIZE - 1}) {
                for (int last : new int[] {first, first + 1, first + PIECE, first + 2 * PIECE + 7, SIZE - 1}) {
                    Sent sent = send(open, "a", range(first, last));
                    assertThat(sent.damaged()).isFalse();
                    assertThat(sent.bytes()).isEqualTo(Arrays.copyOfRange(BYTES, first, Math.min(SIZE, last + 1)));
                }
            }
        }
    }

    @Test
    void file_that_is_too_short_or_too_long_or_missing_or_of_another_object_is_not_served() throws IOException {
        try (OpenStore open = OpenStore.at(data)) {
            open.put("a", BYTES);
            Path blob = blob(open);
            try (var access = new RandomAccessFile(blob.toFile(), "rw")) {
                access.setLength(SIZE - 1);
            }
            assertThat(send(open, "a", ByteRange.ALL)).satisfies(sent -> assertThat(sent.damaged() && sent.bytes().length == 0).isTrue());
            assertThat(send(open, "a", range(0, 10)).damaged()).isTrue();
            try (var access = new RandomAccessFile(blob.toFile(), "rw")) {
                access.setLength(SIZE + 1);
            }
            assertThat(send(open, "a", ByteRange.ALL).damaged()).isTrue();

            open.put("b", Bodies.random(2, SIZE));
            Path other = open.blobFiles().stream().filter(file -> !file.equals(blob)).findFirst().orElseThrow();
            Files.copy(other, blob, StandardCopyOption.REPLACE_EXISTING);
            assertThat(send(open, "a", ByteRange.ALL)).satisfies(sent -> assertThat(sent.damaged() && sent.bytes().length == 0).isTrue());

            Files.delete(blob);
            assertThat(send(open, "a", ByteRange.ALL).damaged()).isTrue();
            assertThat(send(open, "b", ByteRange.ALL).damaged()).isFalse();
            assertThatThrownBy(() -> open.store().open(new ObjectKey("none"), ByteRange.ALL)).hasMessageContaining("no object");
        }
    }

    @Test
    void content_in_the_index_that_changed_is_not_served() throws Exception {
        try (OpenStore open = OpenStore.at(data)) {
            open.put("a", Bodies.utf8("hello"));
            open.put("b", Bodies.utf8("world"));
            open.put("empty", new byte[0]);
        }
        sql("UPDATE inline SET content = CAST('hellp' AS BLOB) WHERE content = CAST('hello' AS BLOB)");
        try (OpenStore open = OpenStore.at(data)) {
            assertThat(send(open, "a", ByteRange.ALL).damaged()).isTrue();
            assertThat(send(open, "a", range(0, 0)).damaged()).isTrue();
            assertThat(send(open, "b", ByteRange.ALL).bytes()).isEqualTo(Bodies.utf8("world"));
            assertThat(send(open, "empty", ByteRange.ALL).bytes()).isEmpty();
        }
        sql("DELETE FROM inline");
        try (OpenStore open = OpenStore.at(data)) {
            assertThat(send(open, "b", ByteRange.ALL).damaged()).isTrue();
        }
    }

    @Test
    void object_from_before_there_were_checksums_is_served() throws Exception {
        try (OpenStore open = OpenStore.at(data)) {
            open.put("a", BYTES);
        }
        sql("DELETE FROM piece");
        try (OpenStore open = OpenStore.at(data)) {
            assertThat(send(open, "a", ByteRange.ALL).bytes()).isEqualTo(BYTES);
            assertThat(send(open, "a", range(PIECE + 1, SIZE)).bytes()).isEqualTo(Arrays.copyOfRange(BYTES, PIECE + 1, SIZE));
        }
    }

    @Test
    void checksums_go_with_their_object() throws Exception {
        try (OpenStore open = OpenStore.at(data)) {
            open.put("a", BYTES);
            open.put("a", Bodies.random(3, SIZE));
            open.put("b", BYTES);
            open.put("b", Bodies.utf8("short"));
            open.put("c", BYTES);
            open.delete("c");
            assertThat(send(open, "a", ByteRange.ALL).damaged()).isFalse();
        }
        sql("UPDATE piece SET first = first WHERE (SELECT count(DISTINCT blob) FROM piece) = 1");
    }

    /** Over the border of a row of the index, where the checksums of 16 MiB end. */
    @Test
    void blob_of_many_rows_of_checksums_is_checked_to_its_end() throws IOException {
        byte[] large = Bodies.random(4, IndexReader.PIECES_A_ROW * PIECE + 2 * PIECE + 1);
        try (OpenStore open = OpenStore.at(data)) {
            open.put("a", large);
            assertThat(send(open, "a", ByteRange.ALL).bytes()).isEqualTo(large);
            assertThat(send(open, "a", range(large.length - PIECE, large.length)).bytes())
                    .isEqualTo(Arrays.copyOfRange(large, large.length - PIECE, large.length));
            flip(blob(open), large.length - 1);
            assertThat(send(open, "a", range(large.length - 1, large.length)).damaged()).isTrue();
            assertThat(send(open, "a", range(0, large.length - 2 * PIECE - 2)).damaged()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, PIECE - 1, PIECE, PIECE + 1, 100_000})
    void checksums_do_not_depend_on_the_steps_they_are_computed_in(int step) {
        byte[] bytes = Bodies.random(5, 300_000);
        var computation = new PieceChecksums.Computation();
        for (int at = 0; at < bytes.length; at += step) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step));
            computation.update(part, part.length);
        }
        assertThat(computation.finish().firstDamage(ByteBuffer.wrap(bytes), 0)).isEqualTo(-1);
    }
}
