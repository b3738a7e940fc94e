package dev.stagedoor.engine.query;

import dev.stagedoor.query.duckdb.QueryOutput;
import dev.stagedoor.query.row.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that the rows of a query went to.
 *
 * @param file deleted when this is closed
 * @param bytes its size
 * @param rowsByFile how many came from each file, where that was asked for
 * @param statistics what is known of each column, as {@link QueryOutput#SCHEMA} has it
 */
public record WrittenOutput(
        Path file, long rows, long bytes, Map<String, Long> rowsByFile, Map<String, Map<String, String>> statistics)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WrittenOutput.class);

    /** @param told the one row of {@link QueryOutput#SCHEMA}; null when a file of no row was not written */
    static WrittenOutput of(Path file, @Nullable Row told) {
        if (told == null) {
            return new WrittenOutput(file, 0, 0, Map.of(), Map.of());
        }
        Map<String, Map<String, String>> statistics = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(told.cell(4)))
                .forEach((column, known) -> statistics.put(String.valueOf(column), texts((Map<?, ?>) known)));
        Map<String, Long> rows = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(told.cell(5))).forEach((name, count) -> rows.put(String.valueOf(name), (Long) count));
        return new WrittenOutput(file, number(told, 1), number(told, 2), rows, statistics);
    }

    private static long number(Row row, int column) {
        return (Long) Objects.requireNonNull(row.cell(column));
    }

    private static Map<String, String> texts(Map<?, ?> known) {
        Map<String, String> texts = new LinkedHashMap<>();
        known.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
        return texts;
    }

    /** One that cannot be deleted now goes when the server starts. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("a file that a query wrote could not be deleted", e);
        }
    }

    @Override
    public void close() {
        delete(file);
    }
}
