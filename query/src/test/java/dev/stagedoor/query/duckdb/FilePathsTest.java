package dev.stagedoor.query.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.duckdb.StagedFile.FileUse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathsTest {
    /** What 100 paths take, and no more for more of them. */
    private static final int MOST_CHARS = 10_000;

    private static List<StagedFile> files(String directory, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new StagedFile(
                        Path.of("/" + directory, (count - i) + "'s.csv"), "f", 0, Optional.empty(), Instant.EPOCH, new FileUse(0, 0, 0)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, FilePaths.MOST_WRITTEN, FilePaths.MOST_WRITTEN + 1, 300_000})
    void paths_keep_their_order_and_many_of_them_do_not_stand_in_the_query(int count) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class)) {
            FilePaths paths = new FilePaths(connection, new Cancellation());
            List<StagedFile> some = files("some", count);
            List<StagedFile> others = files("others", count);

            String ofSome = paths.of(some);
            String ofOthers = paths.of(others);

            assertThat(ofSome.length()).isLessThan(MOST_CHARS);
            assertThat(read(connection, ofSome)).isEqualTo(some.stream().map(file -> file.path().toString()).toList());
            assertThat(read(connection, ofOthers)).isEqualTo(others.stream().map(file -> file.path().toString()).toList());
        }
    }

    private static List<String> read(DuckDBConnection connection, String list) throws SQLException {
        return FileQuery.read(connection, "SELECT unnest(" + list + ")", rows -> {
            List<String> read = new ArrayList<>();
            while (rows.next()) {
                read.add(rows.getString(1));
            }
            return read;
        });
    }
}
