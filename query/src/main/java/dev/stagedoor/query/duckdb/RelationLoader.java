package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Copies a relation into a temporary table of one connection, which no other connection sees and which goes when it closes. */
final class RelationLoader {
    private RelationLoader() {}

    /** @param rows closed here, whatever happens */
    static void load(String table, List<Column> schema, RowCursor rows, DuckDBConnection connection, Cancellation cancellation)
            throws SQLException {
        String columns = schema.stream().map(DuckDbTypes::declaration).collect(Collectors.joining(", "));
        try (rows) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TEMP TABLE " + SqlText.name(table) + " (" + columns + ")");
            }
            try (DuckDBAppender appender = connection.createAppender("temp", "main", table)) {
                CellAppender cells = new CellAppender(appender, schema);
                for (Row row = rows.next(); row != null; row = rows.next()) {
                    cancellation.check();
                    cells.append(row);
                }
            }
        }
    }
}
