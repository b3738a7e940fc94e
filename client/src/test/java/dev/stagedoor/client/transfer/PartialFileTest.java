package dev.stagedoor.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartialFileTest {
    private static final long SIZE = 2 * PartialFile.RANGE_BYTES + 5;
    private static final RemoteFile FILE = new RemoteFile("f", SIZE, Optional.of("\"1\""));

    @TempDir
    private Path directory;

    private PartialFile open(RemoteFile file) throws LocalFailure {
        return PartialFile.open(directory.resolve("f"), "@s/f", file);
    }

    /** The last range, which has five bytes. */
    private static void receiveLast(PartialFile partial) throws Exception {
        byte[] bytes = {1, 2, 3, 4, 5};
        partial.channel().write(ByteBuffer.wrap(bytes), partial.offset(2));
        var crc = new CRC32C();
        crc.update(bytes);
        partial.received(2, crc.getValue());
    }

    @Test
    void ranges_that_arrived_are_there_again() throws Exception {
        try (PartialFile partial = open(FILE)) {
            receiveLast(partial);
        }
        try (PartialFile partial = open(FILE)) {
            assertThat(partial.ranges()).isEqualTo(3);
            assertThat(partial.has(0)).isFalse();
            assertThat(partial.has(2)).isTrue();
            partial.finish();
        }
        assertThat(directory.resolve("f")).hasSize(SIZE);
        assertThat(directory.toFile().list()).containsExactly("f");
    }

    @Test
    void ranges_of_another_file_are_not_there() throws Exception {
        try (PartialFile partial = open(FILE)) {
            receiveLast(partial);
        }
        try (PartialFile partial = open(new RemoteFile("f", SIZE, Optional.of("\"2\"")))) {
            assertThat(partial.has(2)).isFalse();
        }
    }

    @Test
    void damaged_range_is_not_there() throws Exception {
        try (PartialFile partial = open(FILE)) {
            receiveLast(partial);
            partial.channel().write(ByteBuffer.wrap(new byte[] {9}), partial.offset(2));
        }
        try (PartialFile partial = open(FILE)) {
            assertThat(partial.has(2)).isFalse();
        }
    }

    @Test
    void one_at_a_time_downloads_a_file() throws Exception {
        try (PartialFile _ = open(FILE)) {
            assertThatThrownBy(() -> open(FILE)).isInstanceOf(LocalFailure.class).hasMessageEndingWith("it is being downloaded already");
        }
    }

    @Test
    void temporary_file_is_no_link() throws Exception {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "mine");
        Files.createSymbolicLink(directory.resolve(".f.stagedoor-part"), elsewhere);
        assertThatThrownBy(() -> open(FILE)).isInstanceOf(LocalFailure.class);
        assertThat(elsewhere).hasContent("mine");
    }

    @Test
    void name_that_leaves_no_room_for_more_gets_another() throws Exception {
        String longest = "x".repeat(255);
        try (PartialFile partial = PartialFile.open(directory.resolve(longest), "@s/f", new RemoteFile("f", 0, Optional.empty()))) {
            partial.finish();
        }
        assertThat(directory.toFile().list()).containsExactly(longest);
    }
}
