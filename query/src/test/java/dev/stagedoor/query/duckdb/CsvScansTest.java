package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvScansTest {
    private static final CsvScan.Found PLAIN = new CsvScan.Found(true, false);
    private static final CsvScan.Found QUOTED = new CsvScan.Found(true, true);

    @TempDir
    private Path directory;

    private final CsvScans scans = new CsvScans();

    private CsvScan.Found look(Path file) {
        return scans.look(file, '"', new Cancellation());
    }

    private static void write(Path file, String beginning, int length) throws IOException {
        Files.write(file, (beginning + "x".repeat(length - beginning.length())).getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes are changed behind its back: what was found before says that it was not looked at again. */
    @Test
    void large_file_is_looked_at_once() throws IOException {
        Path file = directory.resolve("a.csv");
        int length = (int) CsvScans.SMALLEST_KEPT_BYTES;
        write(file, "a,b", length);
        assertThat(look(file)).isEqualTo(PLAIN);
        FileTime changed = Files.getLastModifiedTime(file);
        write(file, "\"\n\"", length);
        Files.setLastModifiedTime(file, changed);

        assertThat(look(file)).isEqualTo(PLAIN);
        assertThat(scans.look(file, '\'', new Cancellation())).isEqualTo(PLAIN);
        Path other = directory.resolve("b.csv");
        Files.createLink(other, file);
        assertThat(look(other)).isEqualTo(PLAIN);
    }

    @Test
    void file_that_has_changed_is_looked_at_again() throws IOException {
        Path file = directory.resolve("a.csv");
        int length = (int) CsvScans.SMALLEST_KEPT_BYTES;
        write(file, "a,b", length);
        assertThat(look(file)).isEqualTo(PLAIN);
        FileTime changed = Files.getLastModifiedTime(file);

        write(file, "\"\n\"", length);
        Files.setLastModifiedTime(file, FileTime.fromMillis(changed.toMillis() + 1));
        assertThat(look(file)).isEqualTo(QUOTED);

        Path another = directory.resolve("another.csv");
        write(another, "a,b", length);
        Files.setLastModifiedTime(another, Files.getLastModifiedTime(file));
        Files.move(another, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(look(file)).isEqualTo(PLAIN);

        write(file, "\"\n\"", length + 1);
        assertThat(look(file)).isEqualTo(QUOTED);
    }

    @Test
    void small_file_is_looked_at_each_time() throws IOException {
        Path file = directory.resolve("a.csv");
        write(file, "a,b", 100);
        assertThat(look(file)).isEqualTo(PLAIN);
        FileTime changed = Files.getLastModifiedTime(file);
        write(file, "\"\n\"", 100);
        Files.setLastModifiedTime(file, changed);

        assertThat(look(file)).isEqualTo(QUOTED);
    }
}
