package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.StagedFile.FileUse;
import dev.stagedoor.query.text.Compressed;
import dev.stagedoor.query.text.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that expand to more than they may are refused, whether DuckDB would read them or Java. */
class ExpandedLimitTest {
    private static final long LIMIT = 1 << 20;

    private static long count(Path file, FileFormatType type, String option, long limit) throws SQLException {
        TreeMap<String, Object> options = new TreeMap<>(FileFormats.builtIn(type).options());
        options.put("compression", option);
        var source = new StagedSource("v", "s", new FileFormat(type, options), Set.of(), OptionalInt.empty());
        FileUse whole = new FileUse(0, 0, 0);
        List<StagedFile> files = List.of(new StagedFile(file, "b.x", 0, Optional.empty(), Instant.EPOCH, whole));
        try (DuckDb duckDb = new DuckDb(new DatabaseOptions(256L << 20, 2, file.getParent(), limit));
                DuckDBConnection connection = duckDb.connect();
                QueryScans scans = new QueryScans(duckDb.scans())) {
            StagedView.create(source, files, new Reading(
                    connection, scans, duckDb.csvScans(), duckDb.buffers().enter(), limit, new Cancellation()));
            return scans.sound(() -> FileQuery.read(connection, "SELECT count(*) FROM v", rows -> rows.next() ? rows.getLong(1) : -1));
        }
    }

    private static String option(Compression compression) {
        return switch (compression) {
            case RAW_DEFLATE -> "RawDeflate";
            default -> compression.name().charAt(0) + compression.name().substring(1).toLowerCase(Locale.ROOT);
        };
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EXCLUDE)
    void file_that_expands_past_the_limit_is_refused(Compression compression, @TempDir Path directory) throws IOException {
        Path file = Files.write(directory.toRealPath().resolve("b"), Compressed.bomb(compression));

        for (FileFormatType type : new FileFormatType[] {FileFormatType.CSV, FileFormatType.TEXT, FileFormatType.NDJSON}) {
            assertThatThrownBy(() -> count(file, type, option(compression), LIMIT))
                    .isInstanceOf(StagedoorException.class)
                    .hasMessage("file 'b.x': it expands to more than 1 MiB, which query.max_expanded_size allows a compressed file");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "BZ2"})
    void file_that_keeps_to_the_limit_is_read(Compression compression, @TempDir Path directory) throws IOException, SQLException {
        Path file = Files.write(directory.toRealPath().resolve("b"), Compressed.bomb(compression));

        assertThat(count(file, FileFormatType.CSV, option(compression), 10 * LIMIT)).isEqualTo(5 * LIMIT);
    }
}
