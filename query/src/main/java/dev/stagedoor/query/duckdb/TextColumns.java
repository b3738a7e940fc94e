package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.QueryPart.ColumnPosition;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/** How many columns TEXT files have: as many as the first line of them all. */
final class TextColumns {
    /** Stands between the path of a file and what is wrong with it, where that is found by the reader of TEXT. */
    static final String FAULT = " stagedoor fault: ";

    private static final int MAX = ColumnPosition.MAX_POSITION;

    private TextColumns() {}

    /** As {@link FieldFiles#fitted}. */
    static TextFiles fitted(
            TextFiles text, List<StagedFile> files, Compression compression, DuckDBConnection connection) throws SQLException {
        for (StagedFile file : files) {
            String first = "SELECT " + TextFiles.count("r") + " FROM "
                    + text.with(0).call(StagedView.paths(List.of(file)), compression, "") + " r LIMIT 1";
            int columns = FileQuery.read(connection, first, rows -> rows.next() ? rows.getInt(1) : 0);
            if (columns > MAX) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "a file of TEXT has at most " + MAX + " columns; '" + ShownText.of(file.name()) + "' has more");
            }
            if (columns > 0) {
                return text.with(columns);
            }
        }
        return text;
    }
}
