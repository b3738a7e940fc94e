package dev.stagedoor.e2e.clients;

import com.databend.jdbc.FileTransferAPI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** databend-jdbc as its users call it. */
public final class Jdbc {
    private Jdbc() {}

    /** @param options of the connection string, for example {@code ?presigned_url_disabled=true}, or nothing */
    public static Connection connect(String authority, String user, String password, String options) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection("jdbc:databend://" + authority + "/default" + options, properties);
    }

    public static FileTransferAPI files(Connection connection) throws SQLException {
        return connection.unwrap(FileTransferAPI.class);
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Every row of a query, cells as text. */
    public static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            int columns = results.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(results.getString(column));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** One column of a query. */
    public static List<String> column(Connection connection, String sql, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<String> cells = new ArrayList<>();
            while (results.next()) {
                cells.add(results.getString(name));
            }
            return cells;
        }
    }
}
