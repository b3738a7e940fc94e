package dev.stagedoor.bench.staged;

import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Plain DuckDB over JDBC, in the version that the server has. */
public final class DuckDbPeer {
    private DuckDbPeer() {}

    /** The number of threads. */
    public static void main(String[] arguments) throws Exception {
        var properties = new Properties();
        properties.setProperty("threads", arguments[0]);
        try (var connection = DriverManager.getConnection("jdbc:duckdb:", properties);
                var statement = connection.createStatement()) {
            AnswerLoop.run(sql -> rows(statement, sql));
        }
    }

    private static List<List<String>> rows(Statement statement, String sql) throws Exception {
        var rows = new ArrayList<List<String>>();
        if (!statement.execute(sql)) {
            return rows;
        }
        try (ResultSet result = statement.getResultSet()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
