package dev.stagedoor.engine.query;

import dev.stagedoor.query.duckdb.QueryOutput;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that the rows of a query for a table went to.
 *
 * @param path the one file, or the directory in which they are; deleted when this is closed
 * @param files none without rows
 * @param rowsByFile how many rows came from each file, where that was asked for
 */
public record WrittenOutput(Path path, List<DataFile> files, Map<String, Long> rowsByFile) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WrittenOutput.class);

    /**
     * One of them.
     *
     * @param bytes its size
     * @param statistics what is known of each column, as {@link QueryOutput#SCHEMA} has it
     * @param partition that its rows are of: of each transform its value, empty for NULL
     */
    public record DataFile(
            Path path, long rows, long bytes, Map<String, Map<String, String>> statistics, List<Optional<String>> partition) {}

    public WrittenOutput {
        files = List.copyOf(files);
    }

    /** @param told rows of {@link QueryOutput#TABLE_SCHEMA} */
    static WrittenOutput of(Path path, RowCursor told) {
        List<DataFile> files = new ArrayList<>();
        Map<String, Long> rows = new LinkedHashMap<>();
        for (Row row = told.next(); row != null; row = told.next()) {
            rows.clear();
            Map<String, Long> counted = rows;
            ((Map<?, ?>) Objects.requireNonNull(row.cell(5))).forEach((name, count) -> counted.put(String.valueOf(name), (Long) count));
            if (number(row, 1) > 0) {
                files.add(file(row));
            }
        }
        return new WrittenOutput(path, files, rows);
    }

    private static DataFile file(Row row) {
        Map<String, Map<String, String>> statistics = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(row.cell(4)))
                .forEach((column, known) -> statistics.put(String.valueOf(column), texts((Map<?, ?>) known)));
        List<Optional<String>> partition = ((List<?>) Objects.requireNonNull(row.cell(6)))
                .stream()
                        .map(String::valueOf)
                        .map(value -> value.startsWith("v") ? Optional.of(value.substring(1)) : Optional.<String>empty())
                        .toList();
        return new DataFile(Path.of(Objects.requireNonNull(row.text(0))), number(row, 1), number(row, 2), statistics, partition);
    }

    private static long number(Row row, int column) {
        return (Long) Objects.requireNonNull(row.cell(column));
    }

    private static Map<String, String> texts(Map<?, ?> known) {
        Map<String, String> texts = new LinkedHashMap<>();
        known.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
        return texts;
    }

    /** What cannot be deleted now goes when the server starts. */
    static void delete(Path path) {
        try {
            if (Files.isDirectory(path)) {
                UnloadedOutput.delete(path);
            } else {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("a file that a query wrote could not be deleted", e);
        }
    }

    @Override
    public void close() {
        delete(path);
    }
}
