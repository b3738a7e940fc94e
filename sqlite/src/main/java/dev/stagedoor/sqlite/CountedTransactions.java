package dev.stagedoor.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions on the connection that writes, which count themselves, and the statements that are prepared for them. For one thread.
 *
 * <p>Transactions are begun and ended in SQL and not by JDBC's auto-commit mode: on a full disk SQLite ends a transaction by itself, the
 * driver does not notice, and what follows would be committed statement by statement.
 */
public final class CountedTransactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CountedTransactions.class);
    private static final String BEGIN = "BEGIN IMMEDIATE";
    private static final String COMMIT = "COMMIT";

    private final Connection connection;
    private final String count;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private boolean failed;
    private long committed;

    /**
     * @param connection is closed with this
     * @param table has one row, and a column {@code commits}
     * @param statements what {@link #prepared} is asked for
     */
    public CountedTransactions(Connection connection, String table, List<String> statements) throws SQLException {
        this.connection = connection;
        this.count = "UPDATE " + table + " SET commits = ?";
        for (String sql : statements) {
            prepared.put(sql, connection.prepareStatement(sql));
        }
        for (String sql : List.of(BEGIN, count, COMMIT)) {
            prepared.put(sql, connection.prepareStatement(sql));
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT commits FROM " + table)) {
            this.committed = row.getLong(1);
        }
    }

    /** The statement of this text; another one after a failure. */
    public PreparedStatement prepared(String sql) {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            throw new IllegalArgumentException("not among the statements to prepare: " + sql);
        }
        return statement;
    }

    /** Begins a transaction. */
    public void begin() throws SQLException {
        if (failed) {
            for (Map.Entry<String, PreparedStatement> statement : prepared.entrySet()) {
                statement.getValue().close();
                statement.setValue(connection.prepareStatement(statement.getKey())); // the driver closes one whose execution failed
            }
            failed = false;
        }
        prepared(BEGIN).execute();
    }

    /** Makes the transaction's changes visible, and durable where commits of the connection are. */
    public void commit() throws SQLException {
        prepared(count).setLong(1, committed + 1);
        prepared(count).executeUpdate();
        prepared(COMMIT).execute();
        committed++;
    }

    /** How many transactions have been committed in the life of the database. */
    public long committed() {
        return committed;
    }

    /** Undoes the transaction after a failure, unless SQLite has done so already. */
    public void rollback() {
        failed = true;
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            LOG.debug("There was no transaction to undo", e);
        }
    }

    /** Executes a statement that is not worth preparing. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
