package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * The paths of files, as arguments of DuckDB's readers on one connection. DuckDB 2.0.0 takes 8 KB to read a text that stands in a query. So
 * those of many files stand in a variable of the connection, and its name in the query.
 */
final class FilePaths {
    /** How many stand in the query itself. */
    static final int MOST_WRITTEN = 100;

    private static final String PATH = "path";

    private final DuckDBConnection connection;
    private final Cancellation cancellation;
    private int variables;

    FilePaths(DuckDBConnection connection, Cancellation cancellation) {
        this.connection = connection;
        this.cancellation = cancellation;
    }

    /** An expression for the list of their paths; good while the connection is open. */
    String of(List<StagedFile> files) throws SQLException {
        if (files.size() <= MOST_WRITTEN) {
            return SqlText.list(files.stream().map(file -> file.path().toString()).toList());
        }
        variables++;
        String name = "stagedoor_paths_" + variables;
        RowCursor paths = RowCursor.of(files.stream().map(file -> Row.of(file.path().toString())).iterator());
        RelationLoader.load(name, List.of(Column.string(PATH)), paths, connection, cancellation);
        execute("SET VARIABLE " + name + " = (SELECT list(" + PATH + " ORDER BY rowid) FROM temp.main." + name + ")");
        execute("DROP TABLE temp.main." + name);
        return "getvariable('" + name + "')";
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
