package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * databend-jdbc in a process of its own, which inserts rows with prepared statements: its jar holds classes of libraries that the server
 * has in other versions. Asked for {@code batch N} or {@code single N}, it answers how many seconds that took.
 */
public final class JdbcInsertPeer {
    private static final String TABLE = "numbered";

    private JdbcInsertPeer() {}

    /** Starts it; the driver's own talk is kept in a file. */
    static AskedPeer start(URI server, Path target) throws IOException {
        String classPath = target.resolve("peers/databend-jdbc.jar") + ":" + target.resolve("classes");
        List<String> command = List.of(
                Home.java(), "-cp", classPath, JdbcInsertPeer.class.getName(),
                server.getAuthority());
        return AskedPeer.start(command, Map.of(), target.resolve("databend-jdbc.log"));
    }

    /** The server's host and port. */
    public static void main(String[] arguments) throws Exception {
        var properties = new Properties();
        properties.setProperty("user", "root");
        properties.setProperty("password", "");
        try (var connection = DriverManager.getConnection("jdbc:databend://" + arguments[0] + "/default", properties)) {
            AnswerLoop.run(asked -> List.of(List.of(String.format(Locale.ROOT, "%.6f", seconds(connection, asked.split(" "))))));
        }
    }

    /** Into a new table. */
    private static double seconds(Connection connection, String[] asked) throws Exception {
        int rows = Integer.parseInt(asked[1]);
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE OR REPLACE TABLE " + TABLE + " (id BIGINT, name VARCHAR)");
        }
        long start = System.nanoTime();
        try (var insert = connection.prepareStatement("INSERT INTO " + TABLE + " VALUES (?, ?)")) {
            if (asked[0].equals("batch")) {
                batch(insert, rows);
            } else {
                single(insert, rows);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void batch(PreparedStatement insert, int rows) throws Exception {
        for (int row = 0; row < rows; row++) {
            set(insert, row);
            insert.addBatch();
        }
        insert.executeBatch();
    }

    private static void single(PreparedStatement insert, int rows) throws Exception {
        for (int row = 0; row < rows; row++) {
            set(insert, row);
            insert.executeUpdate();
        }
    }

    private static void set(PreparedStatement insert, int row) throws Exception {
        insert.setLong(1, row);
        insert.setString(2, "name " + row);
    }
}
