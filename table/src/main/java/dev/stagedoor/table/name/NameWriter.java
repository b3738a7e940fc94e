package dev.stagedoor.table.name;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.disk.CommitMark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes, for one thread at a time. Transactions are begun and ended in SQL, as {@code sqlite}'s are: on a full disk
 * SQLite ends one by itself, and the driver does not notice.
 */
final class NameWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NameWriter.class);

    private final Connection connection;
    private final CommitMark mark;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * @param connection closed with this
     * @param mark closed with this
     */
    NameWriter(Connection connection, CommitMark mark) {
        this.connection = connection;
        this.mark = mark;
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Change<R> {
        R in(NameWriter names) throws SQLException;
    }

    /**
     * Runs a change, alone.
     *
     * @throws StagedoorException 3901 or 4000 when it could not be made
     */
    <R> R write(Change<R> change) {
        lock.lock();
        try {
            execute("BEGIN IMMEDIATE");
            boolean done = false;
            try {
                R result = change.in(this);
                long count = countChange();
                execute("COMMIT");
                done = true;
                mark.note(count);
                return result;
            } finally {
                if (!done) {
                    rollback();
                }
            }
        } catch (SQLException e) {
            throw NameFailures.writing(e);
        } finally {
            lock.unlock();
        }
    }

    private long countChange() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NameTables.COUNT_CHANGE);
                ResultSet row = statement.executeQuery()) {
            return row.getLong(1);
        }
    }

    private void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            LOG.debug("There was no transaction to undo", e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    boolean hasDatabase(String database) throws SQLException {
        return isThere(NameTables.HAS_DATABASE, NameDatabase.CATALOG, database);
    }

    boolean isTaken(String database, String name) throws SQLException {
        return isThere(NameTables.IS_TAKEN, NameDatabase.CATALOG, database, name);
    }

    boolean drop(String database, String name, long nowMillis) throws SQLException {
        update(NameTables.NOTE_DROPPED, nowMillis, NameDatabase.CATALOG, database, name);
        return update(NameTables.REMOVE, NameDatabase.CATALOG, database, name) == 1;
    }

    /** Where the metadata of a table lies. */
    Optional<String> find(String database, String name) throws SQLException {
        return first(NameTables.FIND, row -> row.getString(1), NameDatabase.CATALOG, database, name);
    }

    /** What is read of the first row, if there is one. */
    <T> Optional<T> first(String sql, NameReader.RowReader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
        }
    }

    private boolean isThere(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    /** @return how many rows it changed */
    int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        lock.lock();
        try (mark) {
            connection.close();
        } catch (SQLException e) {
            throw new StagedoorException(ErrorCode.STORAGE_UNAVAILABLE, "The names of tables could not be closed.", e);
        } finally {
            lock.unlock();
        }
    }
}
