package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.StagedFile.FileUse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;

class RowCountsTest {
    private static final int FILES = 10_000;

    /** What 100 names take, and no more for more of them. */
    private static final long MOST_CHARS = 10_000;

    private static StagedFile file(String name) {
        return new StagedFile(Path.of("/", name), name, 0, Optional.empty(), Instant.EPOCH, new FileUse(0, 0, 0));
    }

    @Test
    void rows_of_many_files_are_counted_and_their_names_do_not_stand_in_a_query() throws SQLException {
        RowCounts counts = new RowCounts();
        List<StagedFile> files = IntStream.range(0, FILES).mapToObj(i -> file("file " + i)).toList();
        try (var connection = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
                Statement statement = connection.createStatement()) {
            counts.register(connection);
            statement.execute("CALL enable_logging('QueryLog')");
            try (RowCounts.Counter counter = counts.add("c", new FilePaths(connection, new Cancellation()).namesOf(files), connection)) {
                String condition = RowCounts.condition("c", "concat('file ', range % " + FILES + ")");
                assertThat(number(connection, "SELECT count(*) FROM range(" + 2 * FILES + ") WHERE " + condition)).isEqualTo(2 * FILES);
                Map<String, Long> each = files.stream().collect(Collectors.toMap(StagedFile::name, _ -> 2L));
                assertThat(counter.counts()).isEqualTo(each);
            }
            assertThat(number(connection, "SELECT max(length(message)) FROM duckdb_logs")).isBetween(10L, MOST_CHARS);
        }
    }

    private static long number(DuckDBConnection connection, String sql) throws SQLException {
        return FileQuery.read(connection, sql, rows -> {
            rows.next();
            return rows.getLong(1);
        });
    }
}
