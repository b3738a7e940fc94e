package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.AttributeText;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the index on the writing connection. For one thread.
 *
 * <p>Transactions are begun and ended in SQL and not by JDBC's auto-commit mode: on a full disk SQLite ends a transaction by itself, the
 * driver does not notice, and what follows would be committed statement by statement.
 */
final class IndexTables implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexTables.class);

    /** @param clean whether the store was closed properly when it was last open */
    record Lifetime(long run, boolean clean) {}

    private record Statements(
            PreparedStatement find,
            PreparedStatement upsert,
            PreparedStatement delete,
            PreparedStatement insertInline,
            PreparedStatement deleteInline,
            PreparedStatement insertPieces,
            PreparedStatement deletePieces,
            PreparedStatement count,
            PreparedStatement begin,
            PreparedStatement commit) {
        static Statements prepare(Connection connection) throws SQLException {
            return new Statements(
                    connection.prepareStatement("SELECT blob, inline FROM object WHERE key = ?"),
                    connection.prepareStatement(
                            """
                            INSERT INTO object (key, size, md5, last_modified, content_type, blob, inline, attributes)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT (key) DO UPDATE SET size = excluded.size, md5 = excluded.md5,
                            last_modified = excluded.last_modified, content_type = excluded.content_type, blob = excluded.blob,
                            inline = excluded.inline, attributes = excluded.attributes"""),
                    connection.prepareStatement("DELETE FROM object WHERE key = ?"),
                    connection.prepareStatement("INSERT INTO inline (id, content, crc32c) VALUES (?, ?, ?)"),
                    connection.prepareStatement("DELETE FROM inline WHERE id = ?"),
                    connection.prepareStatement("INSERT INTO piece (blob, first, crc32c) VALUES (?, ?, ?)"),
                    connection.prepareStatement("DELETE FROM piece WHERE blob = ?"),
                    connection.prepareStatement("UPDATE lifetime SET commits = ?"),
                    connection.prepareStatement("BEGIN IMMEDIATE"),
                    connection.prepareStatement("COMMIT"));
        }

        void close() throws SQLException {
            for (PreparedStatement statement :
                    List.of(find, upsert, delete, insertInline, deleteInline, insertPieces, deletePieces, count, begin, commit)) {
                statement.close();
            }
        }
    }

    private final Connection connection;
    private Statements statements;
    private boolean failed;
    private long nextInline;
    private long committed;

    IndexTables(Connection connection) throws SQLException {
        this.connection = connection;
        this.statements = Statements.prepare(connection);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT (SELECT coalesce(max(id), 0) + 1 FROM inline), commits FROM lifetime")) {
            this.nextInline = row.getLong(1);
            this.committed = row.getLong(2);
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
        statements.upsert.setString(1, object.key());
        statements.upsert.setLong(2, object.size());
        statements.upsert.setBytes(3, object.md5());
        statements.upsert.setLong(4, object.lastModified().toEpochMilli());
        statements.upsert.setString(5, object.attributes().contentType().orElse(null));
        statements.upsert.setNull(6, Types.INTEGER);
        statements.upsert.setNull(7, Types.INTEGER);
        switch (object.place()) {
            case Place.Blob(long id, PieceChecksums checksums) -> {
                statements.upsert.setLong(6, id);
                insertPieces(id, checksums);
            }
            case Place.Inline(byte[] bytes, PieceChecksums checksums) -> {
                if (bytes.length > 0) {
                    statements.upsert.setLong(7, insertInline(bytes, checksums));
                }
            }
        }
        statements.upsert.setString(8, otherAttributes(object.attributes()));
        statements.upsert.executeUpdate();
        return true;
    }

    private static @Nullable String otherAttributes(ObjectAttributes attributes) {
        String text = AttributeText.write(attributes.withType(Optional.empty()));
        return text.isEmpty() ? null : text;
    }

    /** Deletes a row, if it exists. */
    void delete(String key, List<Long> replaced) throws SQLException {
        if (dropContent(key, false, replaced)) {
            statements.delete.setString(1, key);
            statements.delete.executeUpdate();
        }
    }

    /** Gives up what a row refers to, unless it is only asked whether the row exists. */
    private boolean dropContent(String key, boolean onlyLook, List<Long> replaced) throws SQLException {
        statements.find.setString(1, key);
        long blob;
        long inline;
        try (ResultSet row = statements.find.executeQuery()) {
            if (!row.next()) {
                return false;
            }
            if (onlyLook) {
                return true;
            }
            blob = row.getLong(1); // ids of both kinds begin beyond 0, and NULL reads as 0
            inline = row.getLong(2);
        }
        if (blob != 0) {
            replaced.add(blob);
            statements.deletePieces.setLong(1, blob);
            statements.deletePieces.executeUpdate();
        }
        if (inline != 0) {
            statements.deleteInline.setLong(1, inline);
            statements.deleteInline.executeUpdate();
        }
        return true;
    }

    private long insertInline(byte[] bytes, PieceChecksums checksums) throws SQLException {
        long id = nextInline++;
        statements.insertInline.setLong(1, id);
        statements.insertInline.setBytes(2, bytes);
        statements.insertInline.setBytes(3, checksums.crc32c());
        statements.insertInline.executeUpdate();
        return id;
    }

    private void insertPieces(long blob, PieceChecksums checksums) throws SQLException {
        byte[] all = checksums.crc32c();
        for (int from = 0; from < all.length; from += IndexReader.PIECES_A_ROW * Integer.BYTES) {
            statements.insertPieces.setLong(1, blob);
            statements.insertPieces.setLong(2, from / Integer.BYTES);
            statements.insertPieces.setBytes(3,
                    Arrays.copyOfRange(all, from, Math.min(all.length, from + IndexReader.PIECES_A_ROW * Integer.BYTES)));
            statements.insertPieces.executeUpdate();
        }
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

    /** Begins a transaction. */
    void begin() throws SQLException {
        if (failed) {
            statements.close();
            statements = Statements.prepare(connection); // the driver closes a statement whose execution failed
            failed = false;
        }
        statements.begin.execute();
    }

    /** Makes the transaction's changes visible and durable. */
    void commit() throws SQLException {
        statements.count.setLong(1, committed + 1);
        statements.count.executeUpdate();
        statements.commit.execute();
        committed++;
    }

    /** How many transactions have been committed in the life of the index. */
    long committed() {
        return committed;
    }

    /** Undoes the transaction after a failure, unless SQLite has done so already. */
    void rollback() {
        failed = true;
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

    /** Writes the log back into the database and empties it. */
    void checkpoint() throws SQLException {
        execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
