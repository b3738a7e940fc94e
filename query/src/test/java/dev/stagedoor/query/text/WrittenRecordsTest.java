package dev.stagedoor.query.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenRecordsTest {
    private static final FileFormat CSV = FileFormats.builtIn(FileFormatType.CSV);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("data"), "1,\"a\nb\"\n2,\"c\"\n3,\"\"\"\n\"\n");
    }

    @Test
    void file_is_parted_between_its_records() throws IOException {
        Cancellation cancellation = new Cancellation();
        assertThat(WrittenRecords.count(file, CSV, cancellation)).isEqualTo(3);

        assertThat(WrittenRecords.split(file, CSV, 9, cancellation))
                .extracting(Files::readString)
                .containsExactly("1,\"a\nb\"\n2,\"c\"\n", "3,\"\"\"\n\"\n");

        assertThat(file).doesNotExist();
    }

    @Test
    void cancelled_statement_neither_counts_nor_parts_on() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();

        assertThatExceptionOfType(StagedoorException.class).isThrownBy(() -> WrittenRecords.count(file, CSV, cancelled));
        assertThatExceptionOfType(StagedoorException.class).isThrownBy(() -> WrittenRecords.split(file, CSV, 9, cancelled));
        assertThat(file).exists();
    }
}
