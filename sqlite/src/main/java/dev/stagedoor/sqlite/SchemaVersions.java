package dev.stagedoor.sqlite;

import dev.stagedoor.errors.StagedoorException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/**
 * The versions of a database's schema. The number is kept in {@code PRAGMA user_version}; 0 is a file without a schema.
 *
 * @param first the statements that make version 1
 * @param changes what leads from each version to the next, the first from version 1, from a new file as from an old one. A statement that
 *     was released is never changed
 * @param newer makes the refusal of a file of a later version, from its number
 */
public record SchemaVersions(List<String> first, List<List<String>> changes, IntFunction<StagedoorException> newer)
        implements DatabaseSchema {
    public SchemaVersions {
        first = List.copyOf(first);
        changes = changes.stream().map(List::copyOf).toList();
    }

    /** The number of the version that {@link #bringUpToDate} ends at. */
    public int newest() {
        return changes.size() + 1;
    }

    /**
     * {@inheritDoc} All or nothing: the number is part of the transaction.
     *
     * @throws StagedoorException what {@link #newer} makes, for a file of a later version, which is left as it is
     */
    @Override
    public void bringUpToDate(Connection connection, DataSource others) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version = version(statement);
            if (version < newest()) {
                migrate(statement, version);
            }
        }
    }

    /**
     * Which version a file has.
     *
     * @param connection any
     * @return 0 for a file without a schema
     * @throws StagedoorException what {@link #newer} makes, for a file of a later version
     */
    public int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return version(statement);
        }
    }

    private int version(Statement statement) throws SQLException {
        int version;
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            version = rows.getInt(1);
        }
        if (version > newest()) {
            throw newer.apply(version);
        }
        return version;
    }

    private void migrate(Statement statement, int version) throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        if (version == 0) {
            for (String sql : first) {
                statement.execute(sql);
            }
        }
        for (List<String> change : changes.subList(Math.max(version, 1) - 1, changes.size())) {
            for (String sql : change) {
                statement.execute(sql);
            }
        }
        statement.execute("PRAGMA user_version = " + newest());
        statement.execute("COMMIT");
    }
}
