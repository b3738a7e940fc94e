package dev.stagedoor.engine.query;

import dev.stagedoor.engine.row.Row;
import dev.stagedoor.engine.row.RowCursor;
import dev.stagedoor.engine.statement.Cancellation;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.StatementResult;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Copies a relation into a temporary table of one connection, which no other connection sees and which goes when it closes. */
final class RelationLoader {
    private RelationLoader() {}

    /** @return what is to be said to the user of how the rows came about */
    static List<String> load(Relation relation, DuckDBConnection connection, Cancellation cancellation) throws SQLException {
        String columns = relation.schema().stream().map(DuckDbTypes::declaration).collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE \"" + relation.table() + "\" (" + columns + ")");
        }
        StatementResult.Rows given = relation.rows().get();
        try (RowCursor rows = given.cursor();
                DuckDBAppender appender = connection.createAppender("temp", "main", relation.table())) {
            CellAppender cells = new CellAppender(appender, relation.schema());
            for (Row row = rows.next(); row != null; row = rows.next()) {
                cancellation.check();
                cells.append(row);
            }
        }
        return given.warnings();
    }
}
