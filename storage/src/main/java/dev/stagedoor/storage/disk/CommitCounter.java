package dev.stagedoor.storage.disk;

import dev.stagedoor.sqlite.InspectedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Tells how many acknowledged changes a SQLite database lacks. The database counts its transactions in one of its tables, and a
 * {@link CommitMark} has the number of the last one that was acknowledged. Nothing is changed: what is left of a log may still be of use.
 *
 * @param database its file
 * @param mark the file of its {@link CommitMark}
 * @param table has one row and, since the database counts, the column {@code commits}
 */
public record CommitCounter(Path database, Path mark, String table) {
    /**
     * How many changes are lost. Nothing may have the database open.
     *
     * @return 0 when nothing is lost, as after a crash
     */
    public long lost() throws IOException, SQLException {
        long acknowledged = CommitMark.read(mark);
        return acknowledged == 0 ? 0 : Math.max(0, acknowledged - committed());
    }

    /** What a database lacks, as messages have it: "its last 7 changes, which had been answered". */
    public static String lacking(long lost) {
        return (lost == 1 ? "its last change" : "its last " + lost + " changes") + ", which had been answered";
    }

    /** Whether the database has counted changes, and there is no mark to compare the count with. */
    public boolean lacksMark() throws IOException, SQLException {
        return CommitMark.read(mark) == 0 && committed() > 0;
    }

    /** How many transactions the database has counted; 0 when it does not count. */
    private long committed() throws SQLException, IOException {
        if (database.toFile().length() == 0) {
            return 0;
        }
        try (var inspected = InspectedDatabase.open(database)) {
            Connection connection = inspected.connection();
            if (!counts(connection)) {
                return 0;
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT commits FROM " + table)) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private boolean counts(Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT count(*) FROM pragma_table_info(?) WHERE name = 'commits'")) {
            query.setString(1, table);
            try (ResultSet row = query.executeQuery()) {
                return row.getInt(1) > 0;
            }
        }
    }
}
