package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.StagedFile.FileUse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries of large text files share the memory of a worker. */
class ReadBuffersTest {
    private static final int QUERIES = 8;
    private static final int ROWS = 2_000_000;
    private static final String ROW = "a text that makes the file large: 0123456789 0123456789 0123456789\n";

    @ParameterizedTest
    @EnumSource(names = {"CSV", "TEXT"})
    void queries_of_a_large_file_run_beside_each_other(FileFormatType type, @TempDir Path temporary) throws Exception {
        Path directory = temporary.toRealPath();
        Path file = directory.resolve("large.csv");
        write(file, type == FileFormatType.CSV ? ',' : '\t');
        List<Future<Long>> answers = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(QUERIES);
        try (DuckDb duckDb = new DuckDb(new DatabaseOptions(256L << 20, 2, directory, 1 << 20));
                ExecutorService threads = Executors.newFixedThreadPool(QUERIES)) {
            for (int i = 0; i < QUERIES; i++) {
                answers.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return sum(duckDb, file, type);
                }));
            }
            for (Future<Long> answer : answers) {
                assertThat(answer.get()).isEqualTo((long) ROWS * (ROWS - 1) / 2);
            }
        }
    }

    private static void write(Path file, char delimiter) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < ROWS; i++) {
                out.write(Integer.toString(i));
                out.write(delimiter);
                out.write(ROW);
            }
        }
    }

    private static long sum(DuckDb duckDb, Path file, FileFormatType type) throws IOException, SQLException {
        var source = new StagedSource("v", "s", FileFormats.builtIn(type), Set.of(), OptionalInt.empty());
        String sum = "SELECT sum(\"_$1\"::BIGINT) FROM v";
        FileUse whole = new FileUse(0, 0, 0);
        List<StagedFile> files =
                List.of(new StagedFile(file, "large.csv", Files.size(file), Optional.empty(), Instant.EPOCH, whole));
        try (DuckDBConnection connection = duckDb.connect();
                QueryScans scans = new QueryScans(duckDb.scans());
                ReadBuffers.Size buffers = duckDb.buffers().enter()) {
            StagedView.create(source, files, new Reading(connection, scans, duckDb.csvScans(), buffers, 1 << 20, new Cancellation()));
            return FileQuery.read(connection, sum, rows -> rows.next() ? rows.getLong(1) : -1);
        }
    }

    @Test
    void a_query_alone_reads_in_larger_pieces_than_one_beside_others(@TempDir Path directory) {
        var buffers = new ReadBuffers(new DatabaseOptions(256L << 20, 2, directory, 1 << 20));
        try (ReadBuffers.Size alone = buffers.enter();
                ReadBuffers.Size other = buffers.enter()) {
            assertThat(alone.bytes()).isEqualTo(ReadBuffers.MAX_BYTES);
            assertThat(other.bytes()).isEqualTo((256 << 20) / 16 / 2);
            other.close();
            other.close();
        }
        try (ReadBuffers.Size next = buffers.enter()) {
            assertThat(next.bytes()).isEqualTo(ReadBuffers.MAX_BYTES);
        }
        try (ReadBuffers.Size little = new ReadBuffers(new DatabaseOptions(16 << 20, 8, directory, 1 << 20)).enter()) {
            assertThat(little.bytes()).isEqualTo(ReadBuffers.MAX_RECORD_BYTES);
        }
    }
}
