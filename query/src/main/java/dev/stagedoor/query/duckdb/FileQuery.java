package dev.stagedoor.query.duckdb;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

/** A query of the engine's own over staged files. */
final class FileQuery {
    private FileQuery() {}

    /** Reads what a query answers. */
    @FunctionalInterface
    interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    /**
     * Runs the query and reads its rows, as a stream. A streaming result that fails at its first chunk does not say why (duckdb_jdbc
     * 2.0.0.1: "Invalid result set"), so the query is then asked once more in the way that does.
     */
    static <T> T read(DuckDBConnection connection, String sql, Reading<T> reading) throws SQLException {
        try (DuckDBPreparedStatement statement = connection.prepare(sql);
                ResultSet rows = statement.executeQuery()) {
            return reading.of(rows);
        } catch (SQLException e) {
            throw QueryErrors.hidesCause(e) ? cause(connection, sql, e) : e;
        }
    }

    private static SQLException cause(DuckDBConnection connection, String sql, SQLException hidden) {
        try (DuckDBPreparedStatement again = connection.prepare(sql);
                var _ = again.query()) {
            return hidden;
        } catch (SQLException e) {
            return e;
        }
    }
}
