package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

/**
 * How many columns files of CSV have: as many as the first record of them all. DuckDB is asked for more than there are likely to be, and
 * says how many it found. Of too many it says only that there is another, and of those that are empty nothing.
 */
final class CsvColumns {
    private static final int MAX = ColumnPosition.MAX_POSITION;

    private static final int LIKELY = 200;

    /** How DuckDB says that a record has more or fewer fields than were expected. */
    private static final Pattern FOUND = Pattern.compile("Expected Number of Columns: \\d+ Found: (\\d+)");

    private CsvColumns() {}

    /**
     * The reader, for files with as many columns as these have.
     *
     * @param files all compressed in the same way
     * @throws StagedoorException 1006 when there are more than may be
     */
    static CsvFiles fitted(
            CsvFiles csv, List<StagedFile> files, Compression compression, DuckDBConnection connection) throws SQLException {
        for (StagedFile file : files) {
            int columns = count(csv, file, compression, connection);
            if (columns > 0) {
                return csv.with(columns);
            }
        }
        return csv;
    }

    private static int count(CsvFiles csv, StagedFile file, Compression compression, DuckDBConnection connection)
            throws SQLException {
        for (int asked : new int[] {LIKELY, MAX + 1}) {
            String first = "SELECT * FROM " + csv.with(asked).call(StagedView.paths(List.of(file)), compression, "") + " LIMIT 1";
            int found = count(asked, first, connection);
            if (found < asked) {
                return found;
            }
        }
        throw new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                "a file of CSV has at most " + MAX + " columns; '" + ShownText.of(file.name()) + "' has more");
    }

    /**
     * Not as a stream: that would not say why it failed.
     *
     * @return how many there are, 0 when there is no record; any number from {@code asked} on when there are not fewer
     */
    private static int count(int asked, String first, DuckDBConnection connection) throws SQLException {
        try (DuckDBPreparedStatement statement = connection.prepare(first);
                DuckDBChunkedResult records = statement.query()) {
            return records.nextChunk() && records.chunk().rowCount() > 0 ? asked : 0;
        } catch (SQLException e) {
            Matcher found = FOUND.matcher(String.valueOf(e.getMessage()));
            if (found.find()) {
                return Integer.parseInt(found.group(1));
            }
            throw e;
        }
    }
}
