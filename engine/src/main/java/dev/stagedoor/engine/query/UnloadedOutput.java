package dev.stagedoor.engine.query;

import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.query.duckdb.QueryOutput;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files on this machine that the rows of a query went to. Text is in UTF-8 and not compressed.
 *
 * @param directory in which they are, and others may be made; all of it is deleted when this is closed
 * @param files at least one, even if there are no rows
 * @param rows in all of them
 */
public record UnloadedOutput(Path directory, List<WrittenFile> files, long rows) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnloadedOutput.class);

    /**
     * One of them.
     *
     * @param rows empty where that is not known
     * @param partition to which its rows belong; empty without partitions, and for NULL
     */
    public record WrittenFile(Path path, OptionalLong rows, Optional<String> partition) {}

    public UnloadedOutput {
        files = List.copyOf(files);
    }

    /** @param told what the query said of the files */
    static UnloadedOutput of(Path directory, QueryOutput.Unload output, RowCursor told) {
        List<WrittenFile> files = new ArrayList<>();
        long rows = 0;
        for (Row row = told.next(); row != null; row = told.next()) {
            if (output.format().type() == FileFormatType.PARQUET) {
                long own = number(row, 1);
                rows += own;
                files.add(file(output, row.text(0), OptionalLong.of(own)));
            } else {
                rows = number(row, 0);
                List<?> paths = (List<?>) Objects.requireNonNull(row.cell(1));
                OptionalLong own = paths.size() == 1 ? OptionalLong.of(rows) : OptionalLong.empty();
                paths.forEach(path -> files.add(file(output, String.valueOf(path), own)));
            }
        }
        return new UnloadedOutput(directory, files, rows);
    }

    private static WrittenFile file(QueryOutput.Unload output, String path, OptionalLong rows) {
        Path file = Path.of(path);
        return new WrittenFile(file, rows, output.partitioned() ? output.partition(file) : Optional.empty());
    }

    private static long number(Row row, int column) {
        return (Long) Objects.requireNonNull(row.cell(column));
    }

    /** Makes a directory for the files of one query. */
    static Path directory(Path path) {
        try {
            return Files.createDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of what a query writes cannot be made", e);
        }
    }

    /** What cannot be deleted now goes when the server starts. */
    static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("files that a query wrote could not be deleted", e);
        }
    }

    @Override
    public void close() {
        delete(directory);
    }
}
