package dev.stagedoor.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.stagedoor.query.format.ArrowRowFile;
import dev.stagedoor.query.format.AvroRowFile;
import dev.stagedoor.query.format.RowFile;
import dev.stagedoor.query.format.UnreadableFileException;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Any bytes as a file of Avro or Arrow: they are read, or told to be no such file. Not ORC, whose library counts to 2^32 where numbers end
 * too early.
 */
public final class RowFileTarget {
    /** Rows of nothing take no bytes, so there may be any number of them. */
    private static final int MAX_ROWS = 100_000;

    private static final Path FILE = file();

    private RowFileTarget() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("fuzz", "rows");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws IOException {
        int format = data.consumeInt(0, 2);
        Files.write(FILE, data.consumeRemainingAsBytes());
        try (RowFile rows = open(format)) {
            try (RowCursor cursor = rows.rows(IntStream.range(0, rows.columns().size()).boxed().toList())) {
                for (int i = 0; i < MAX_ROWS && cursor.next() != null; i++) {
                    // It is read.
                }
            }
        } catch (UnreadableFileException e) {
            if (e.getMessage().isBlank()) {
                throw new AssertionError("nothing is told");
            }
        }
    }

    private static RowFile open(int format) throws IOException {
        return switch (format) {
            case 0 -> AvroRowFile.open(FILE, "$1", true);
            case 1 -> ArrowRowFile.openFile(FILE);
            default -> ArrowRowFile.openStream(FILE);
        };
    }
}
