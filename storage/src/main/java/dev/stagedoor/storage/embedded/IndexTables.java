package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;

/** Changes of the index on the writing connection, inside whatever transaction is open. For one thread. */
final class IndexTables implements AutoCloseable {
    /** @param clean whether the store was closed properly when it was last open */
    record Lifetime(long run, boolean clean) {}

    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement upsert;
    private final PreparedStatement delete;
    private final PreparedStatement insertInline;
    private final PreparedStatement deleteInline;
    private long nextInline;

    IndexTables(Connection connection) throws SQLException {
        this.connection = connection;
        this.find = connection.prepareStatement("SELECT blob, inline FROM object WHERE key = ?");
        this.upsert = connection.prepareStatement(
                """
                INSERT INTO object (key, size, md5, last_modified, content_type, blob, inline) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET size = excluded.size, md5 = excluded.md5, last_modified = excluded.last_modified,
                content_type = excluded.content_type, blob = excluded.blob, inline = excluded.inline""");
        this.delete = connection.prepareStatement("DELETE FROM object WHERE key = ?");
        this.insertInline = connection.prepareStatement("INSERT INTO inline (id, content) VALUES (?, ?)");
        this.deleteInline = connection.prepareStatement("DELETE FROM inline WHERE id = ?");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(max(id), 0) + 1 FROM inline")) {
            this.nextInline = row.getLong(1);
        }
    }

    /**
     * Puts a row in place of whatever has its key.
     *
     * @param replaced receives the id of the blob nothing refers to any more, if there is one
     * @return false, and nothing is changed, when the row must be new and is not
     */
    boolean put(Mutation.Put put, List<Long> replaced) throws SQLException {
        IndexedObject object = put.object();
        if (dropContent(object.key(), put.onlyIfAbsent(), replaced) && put.onlyIfAbsent()) {
            return false;
        }
        upsert.setString(1, object.key());
        upsert.setLong(2, object.size());
        upsert.setBytes(3, object.md5());
        upsert.setLong(4, object.lastModified().toEpochMilli());
        upsert.setString(5, object.contentType().orElse(null));
        upsert.setNull(6, Types.INTEGER);
        upsert.setNull(7, Types.INTEGER);
        switch (object.place()) {
            case Place.Blob(long id) -> upsert.setLong(6, id);
            case Place.Inline(byte[] bytes) -> {
                if (bytes.length > 0) {
                    upsert.setLong(7, insertInline(bytes));
                }
            }
        }
        upsert.executeUpdate();
        return true;
    }

    /** Deletes a row, if it exists. */
    void delete(String key, List<Long> replaced) throws SQLException {
        if (dropContent(key, false, replaced)) {
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }

    /** Gives up what a row refers to, unless it is only asked whether the row exists. */
    private boolean dropContent(String key, boolean onlyLook, List<Long> replaced) throws SQLException {
        find.setString(1, key);
        long inline;
        try (ResultSet row = find.executeQuery()) {
            if (!row.next()) {
                return false;
            }
            if (onlyLook) {
                return true;
            }
            long blob = row.getLong(1);
            if (!row.wasNull()) {
                replaced.add(blob);
            }
            inline = row.getLong(2); // ids begin at 1, and NULL reads as 0
        }
        if (inline != 0) {
            deleteInline.setLong(1, inline);
            deleteInline.executeUpdate();
        }
        return true;
    }

    private long insertInline(byte[] bytes) throws SQLException {
        long id = nextInline++;
        insertInline.setLong(1, id);
        insertInline.setBytes(2, bytes);
        insertInline.executeUpdate();
        return id;
    }

    Lifetime lifetime() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT run, clean FROM lifetime")) {
            return new Lifetime(row.getLong(1), row.getBoolean(2));
        }
    }

    /** Begins or ends a run. */
    void lifetime(Lifetime lifetime) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE lifetime SET run = ?, clean = ?")) {
            update.setLong(1, lifetime.run());
            update.setBoolean(2, lifetime.clean());
            update.executeUpdate();
        }
    }

    /** @return how many rows of contents no object referred to */
    int deleteInlineOrphans() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(
                    "DELETE FROM inline WHERE id NOT IN (SELECT inline FROM object WHERE inline IS NOT NULL)");
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    /** Writes the log back into the database and empties it. */
    void checkpoint() throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
