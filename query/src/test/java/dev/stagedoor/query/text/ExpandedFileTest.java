package dev.stagedoor.query.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import dev.stagedoor.query.format.UnreadableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed files are read whole or refused. */
class ExpandedFileTest {
    private static final long PLENTY = 1L << 30;
    private static final long MEBIBYTE = 1 << 20;

    private Path file;

    @BeforeEach
    void choose(@TempDir Path directory) {
        file = directory.resolve("f");
    }

    private String read(Compression compression, long maxBytes, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (InputStream content = ExpandedFile.open(file, compression, maxBytes)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void content_is_what_was_compressed(Compression compression) throws IOException {
        assertThat(read(compression, PLENTY, Compressed.csv(compression))).isEqualTo(Compressed.CSV);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EXCLUDE)
    void file_that_is_cut_short_is_refused_wherever_it_is_cut(Compression compression) {
        byte[] whole = Compressed.csv(compression);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(compression, PLENTY, cut))
                    .as(cut.length + " of " + whole.length)
                    .isInstanceOf(UnreadableFileException.class)
                    .hasMessage("it is not compressed as its format says, damaged, or cut short");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD", "BZ2", "XZ", "DEFLATE", "ZIP"})
    void damage_is_found_by_the_checksum(Compression compression) throws IOException {
        byte[] whole = Compressed.csv(compression);
        for (int place = 0; place < whole.length; place++) {
            byte[] damaged = whole.clone();
            damaged[place] ^= 0x10;
            String content;
            try {
                content = read(compression, PLENTY, damaged);
            } catch (UnreadableFileException e) {
                continue;
            }
            assertThat(content).as("byte " + place).isEqualTo(Compressed.CSV);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "ZIP"}, mode = EXCLUDE)
    void text_that_is_not_compressed_is_refused(Compression compression) {
        assertThatThrownBy(() -> read(compression, PLENTY, Compressed.CSV.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableFileException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "BZ2", "XZ", "DEFLATE", "RAW_DEFLATE", "ZIP"})
    void bytes_behind_the_end_are_refused(Compression compression) {
        byte[] longer = Arrays.copyOf(Compressed.csv(compression), Compressed.csv(compression).length + 9);
        longer[longer.length - 1] = 'x';
        assertThatThrownBy(() -> read(compression, PLENTY, longer)).isInstanceOf(UnreadableFileException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD", "BZ2", "XZ"})
    void several_streams_are_one_content(Compression compression) throws IOException {
        byte[] one = Compressed.csv(compression);
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertThat(read(compression, PLENTY, two)).isEqualTo(Compressed.CSV + Compressed.CSV);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EXCLUDE)
    void bomb_is_refused_at_the_limit(Compression compression) throws IOException {
        byte[] bomb = Compressed.bomb(compression);
        assertThat(bomb.length).isLessThan(16 << 10);

        assertThat(read(compression, 10 * MEBIBYTE, bomb)).hasSize(10 << 20);
        assertThatThrownBy(() -> read(compression, 10 * MEBIBYTE - 1, bomb))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessageContaining("query.max_expanded_size");
    }

    @Test
    void zip_archive_has_one_file() throws IOException {
        assertThat(read(Compression.ZIP, PLENTY, zip("d/", "d/a.csv"))).isEqualTo("d/a.csv");
        assertThatThrownBy(() -> read(Compression.ZIP, PLENTY, zip("a.csv", "b.csv")))
                .hasMessage("a ZIP archive that is queried has exactly one file in it; this has more");
        assertThatThrownBy(() -> read(Compression.ZIP, PLENTY, zip("d/")))
                .hasMessage("a ZIP archive that is queried has exactly one file in it; this has none");
    }

    @Test
    void comment_of_a_zip_archive_is_part_of_it() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setComment("c".repeat(65_535));
            zip.putNextEntry(new ZipEntry("a.csv"));
            write(zip, "1,2\n");
        }
        assertThat(read(Compression.ZIP, PLENTY, bytes.toByteArray())).isEqualTo("1,2\n");
        assertThatThrownBy(() -> read(Compression.ZIP, PLENTY, Arrays.copyOf(bytes.toByteArray(), bytes.size() + 1)))
                .isInstanceOf(UnreadableFileException.class);
    }

    private static byte[] zip(String... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                if (!entry.endsWith("/")) {
                    write(zip, entry);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void write(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
