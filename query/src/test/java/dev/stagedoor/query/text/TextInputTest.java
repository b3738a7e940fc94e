package dev.stagedoor.query.text;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query that was ended does not read on, however long the file is in which no row comes. */
class TextInputTest {
    @Test
    void ended_query_reads_on_in_no_file(@TempDir Path directory) throws IOException {
        Path emptyLines = Files.write(directory.resolve("f"), Compressed.of(Compression.BZ2, "\n".repeat(1 << 20).getBytes()));
        Cancellation cancellation = new Cancellation();
        TextInput input = new TextInput(Compression.BZ2, 1L << 30, cancellation);
        var format = FileFormats.builtIn(FileFormatType.CSV);
        try (CsvRowFile csv = CsvRowFile.open(emptyLines, input, format, 2, false);
                LineRowFile lines = LineRowFile.open(emptyLines, input, LineRowFile.Lines.ofJson(LineRowFile.NoJson.REFUSED))) {
            RowCursor records = csv.rows(List.of(0));
            RowCursor texts = lines.rows(List.of(0));

            cancellation.cancel("enough");

            assertEnded(records::next);
            assertEnded(texts::next);
            assertEnded(() -> CsvRowFile.count(emptyLines, input, format));
        }
    }

    private static void assertEnded(ThrowingCallable reading) {
        assertThatExceptionOfType(StagedoorException.class).isThrownBy(reading).withMessage("enough");
    }
}
