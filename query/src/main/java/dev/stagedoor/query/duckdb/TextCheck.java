package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.text.Compression;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBPreparedStatement;

/**
 * Files of text that DuckDB reads, looked at once more when it could not: Java's reader of them knows the line in every case, and how many
 * columns it found.
 */
record TextCheck(TextualFiles reader, List<StagedFile> files, Compression compression) {
    /** DuckDB says this of no file in particular. */
    private static final String NO_FILE = "state machine reached an invalid state";

    /**
     * Runs a query of the engine's own over the files.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1046 where it fails because of one of them, with the line
     */
    <T> T read(String sql, FileQuery.Reading<T> rows, Reading reading) throws SQLException {
        try {
            return reading.scans().sound(() -> FileQuery.read(reading.connection(), sql, rows));
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage());
            if (mayExplain(message)) {
                run(message, reading);
            }
            throw e;
        }
    }

    /** Whether DuckDB failed because of these files. */
    boolean mayExplain(String message) {
        return message.contains(NO_FILE) || !named(message).isEmpty();
    }

    private List<StagedFile> named(String message) {
        return files.stream().filter(file -> message.contains(file.path().toString())).toList();
    }

    /**
     * Reads those files that DuckDB names, or all.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1046 when Java finds fault with them too, with the line
     */
    void run(String message, Reading reading) throws SQLException {
        List<StagedFile> named = named(message);
        try (QueryScans scans = reading.scans().another();
                DuckDBPreparedStatement statement = reading.connection().prepare(sql(named.isEmpty() ? files : named, reading, scans))) {
            reading.cancellation().onCancel(() -> interrupt(statement));
            scans.sound(statement::query).close();
        } catch (SQLException e) {
            reading.cancellation().check();
            FileErrors.of(e, files).ifPresent(known -> {
                throw known;
            });
        }
    }

    /**
     * What is said of a file that is not UTF-8 somewhere: Java knows the line.
     *
     * @throws StagedoorException 1046 with the line
     */
    StagedoorException notUtf8(StagedFile file, Reading reading) throws SQLException {
        run(file.path().toString(), reading);
        return new StagedoorException(ErrorCode.BAD_BYTES, "file '" + ShownText.of(file.name()) + "': it is not UTF-8");
    }

    private static void interrupt(DuckDBPreparedStatement statement) {
        try {
            statement.cancel();
        } catch (SQLException _) {
            // It is closed: nothing is left to interrupt.
        }
    }

    private String sql(List<StagedFile> some, Reading reading, QueryScans scans) {
        return "SELECT count(*) FROM " + reader.callOfJava(some, compression, Added.NOTHING, reading.with(scans));
    }
}
