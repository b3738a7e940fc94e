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
 * The paths and the names of files, as lists in the queries of one connection. DuckDB 2.0.0 takes 8 KB to read a text that stands in a
 * query. So those of many files stand in a variable of the connection, and its name in the query.
 */
final class FilePaths {
    /** How many stand in the query itself. */
    static final int MOST_WRITTEN = 100;

    private static final String TEXT = "text";

    private final DuckDBConnection connection;
    private final Cancellation cancellation;
    private int variables;

    FilePaths(DuckDBConnection connection, Cancellation cancellation) {
        this.connection = connection;
        this.cancellation = cancellation;
    }

    /** An expression for the list of their paths; good while the connection is open. */
    String of(List<StagedFile> files) throws SQLException {
        return list(files.stream().map(file -> file.path().toString()).toList());
    }

    /** An expression for the list of their names, each once; good while the connection is open. */
    String namesOf(List<StagedFile> files) throws SQLException {
        return list(files.stream().map(StagedFile::name).distinct().toList());
    }

    private String list(List<String> texts) throws SQLException {
        if (texts.size() <= MOST_WRITTEN) {
            return SqlText.list(texts);
        }
        variables++;
        String name = "stagedoor_texts_" + variables;
        RowCursor rows = RowCursor.of(texts.stream().map(Row::of).iterator());
        RelationLoader.load(name, List.of(Column.string(TEXT)), rows, connection, cancellation);
        execute("SET VARIABLE " + name + " = (SELECT list(" + TEXT + " ORDER BY rowid) FROM temp.main." + name + ")");
        execute("DROP TABLE temp.main." + name);
        return "getvariable('" + name + "')";
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
