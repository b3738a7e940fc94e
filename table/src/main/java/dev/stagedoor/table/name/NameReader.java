package dev.stagedoor.table.name;

import dev.stagedoor.sqlite.ReaderPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection that reads. */
final class NameReader implements ReaderPool.Reader {
    private final Connection connection;
    private final PreparedStatement find;

    NameReader(Connection connection) throws SQLException {
        this.connection = connection;
        this.find = connection.prepareStatement(NameTables.FIND);
    }

    Optional<String> find(String database, String name) throws SQLException {
        find.setString(1, NameDatabase.CATALOG);
        find.setString(2, database);
        find.setString(3, name);
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    /** The first column of the rows, but for NULL. */
    List<String> texts(String sql, String... parameters) throws SQLException {
        return rows(sql, row -> Optional.ofNullable(row.getString(1)), parameters).stream().flatMap(Optional::stream).toList();
    }

    /** What is read of a row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> rows(String sql, RowReader<T> reader, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<T> read = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
            }
            return read;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
