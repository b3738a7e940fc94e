package dev.stagedoor.query.duckdb;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB's parser: the text of a query to its tree as JSON and back. Each direction is prepared once, on a connection of its own, since
 * preparing takes longer than the tree of a short query. One thread at a time: the tree of the longest text takes some tens of MB.
 */
final class TreeCodec implements AutoCloseable {
    private final DuckDBConnection connection;
    private final Call serialize = new Call("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR");
    private final Call deserialize = new Call("SELECT json_deserialize_sql(?::JSON)");

    /** @param connection closed with this */
    TreeCodec(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** The tree of a query, or what is wrong with it, as {@link QueryTree#parse} reads it. */
    String serialize(String sql) throws SQLException {
        return serialize.on(sql);
    }

    /** The text of a query from its tree. */
    String deserialize(String tree) throws SQLException {
        return deserialize.on(tree);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private final class Call {
        private final String sql;
        private @Nullable PreparedStatement statement;

        Call(String sql) {
            this.sql = sql;
        }

        String on(String argument) throws SQLException {
            PreparedStatement prepared = statement;
            if (prepared == null) {
                prepared = connection.prepareStatement(sql);
            }
            // A statement that failed is closed by the driver.
            statement = null;
            prepared.setString(1, argument);
            try (ResultSet result = prepared.executeQuery()) {
                result.next();
                String answer = result.getString(1);
                statement = prepared;
                return answer;
            }
        }
    }
}
