package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.CountedTransactions;
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

/** Changes of the index on the writing connection. For one thread. */
final class IndexTables implements AutoCloseable {
    /** @param clean whether the store was closed properly when it was last open */
    record Lifetime(long run, boolean clean) {}

    private static final String FIND = "SELECT blob, inline FROM object WHERE key = ?";
    private static final String UPSERT =
            """
            INSERT INTO object (key, size, md5, last_modified, content_type, blob, inline, attributes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET size = excluded.size, md5 = excluded.md5,
            last_modified = excluded.last_modified, content_type = excluded.content_type, blob = excluded.blob,
            inline = excluded.inline, attributes = excluded.attributes""";
    private static final String DELETE = "DELETE FROM object WHERE key = ?";
    private static final String INSERT_INLINE = "INSERT INTO inline (id, content, crc32c) VALUES (?, ?, ?)";
    private static final String DELETE_INLINE = "DELETE FROM inline WHERE id = ?";
    private static final String INSERT_PIECES = "INSERT INTO piece (blob, first, crc32c) VALUES (?, ?, ?)";
    private static final String DELETE_PIECES = "DELETE FROM piece WHERE blob = ?";
    private static final List<String> STATEMENTS =
            List.of(FIND, UPSERT, DELETE, INSERT_INLINE, DELETE_INLINE, INSERT_PIECES, DELETE_PIECES);

    private final Connection connection;
    private final CountedTransactions transactions;
    private long nextInline;

    /** @param connection is closed with this */
    IndexTables(Connection connection) throws SQLException {
        this.connection = connection;
        this.transactions = new CountedTransactions(connection, "lifetime", STATEMENTS);
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
        PreparedStatement upsert = transactions.prepared(UPSERT);
        upsert.setString(1, object.key());
        upsert.setLong(2, object.size());
        upsert.setBytes(3, object.md5());
        upsert.setLong(4, object.lastModified().toEpochMilli());
        upsert.setString(5, object.attributes().contentType().orElse(null));
        upsert.setNull(6, Types.INTEGER);
        upsert.setNull(7, Types.INTEGER);
        switch (object.place()) {
            case Place.Blob(long id, PieceChecksums checksums) -> {
                upsert.setLong(6, id);
                insertPieces(id, checksums);
            }
            case Place.Inline(byte[] bytes, PieceChecksums checksums) -> {
                if (bytes.length > 0) {
                    upsert.setLong(7, insertInline(bytes, checksums));
                }
            }
        }
        upsert.setString(8, otherAttributes(object.attributes()));
        upsert.executeUpdate();
        return true;
    }

    private static @Nullable String otherAttributes(ObjectAttributes attributes) {
        String text = AttributeText.write(attributes.withType(Optional.empty()));
        return text.isEmpty() ? null : text;
    }

    /** Deletes a row, if it exists. */
    void delete(String key, List<Long> replaced) throws SQLException {
        if (dropContent(key, false, replaced)) {
            PreparedStatement delete = transactions.prepared(DELETE);
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }

    /** Gives up what a row refers to, unless it is only asked whether the row exists. */
    private boolean dropContent(String key, boolean onlyLook, List<Long> replaced) throws SQLException {
        PreparedStatement find = transactions.prepared(FIND);
        find.setString(1, key);
        long blob;
        long inline;
        try (ResultSet row = find.executeQuery()) {
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
            deleteContent(DELETE_PIECES, blob);
        }
        if (inline != 0) {
            deleteContent(DELETE_INLINE, inline);
        }
        return true;
    }

    private void deleteContent(String sql, long id) throws SQLException {
        PreparedStatement delete = transactions.prepared(sql);
        delete.setLong(1, id);
        delete.executeUpdate();
    }

    private long insertInline(byte[] bytes, PieceChecksums checksums) throws SQLException {
        long id = nextInline++;
        PreparedStatement insert = transactions.prepared(INSERT_INLINE);
        insert.setLong(1, id);
        insert.setBytes(2, bytes);
        insert.setBytes(3, checksums.crc32c());
        insert.executeUpdate();
        return id;
    }

    private void insertPieces(long blob, PieceChecksums checksums) throws SQLException {
        byte[] all = checksums.crc32c();
        PreparedStatement insert = transactions.prepared(INSERT_PIECES);
        for (int from = 0; from < all.length; from += IndexReader.PIECES_A_ROW * Integer.BYTES) {
            insert.setLong(1, blob);
            insert.setLong(2, from / Integer.BYTES);
            insert.setBytes(3,
                    Arrays.copyOfRange(all, from, Math.min(all.length, from + IndexReader.PIECES_A_ROW * Integer.BYTES)));
            insert.executeUpdate();
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
        transactions.begin();
    }

    /** Makes the transaction's changes visible and durable. */
    void commit() throws SQLException {
        transactions.commit();
    }

    /** How many transactions have been committed in the life of the index. */
    long committed() {
        return transactions.committed();
    }

    /** Undoes the transaction after a failure, unless SQLite has done so already. */
    void rollback() {
        transactions.rollback();
    }

    /** Writes the log back into the database and empties it. */
    void checkpoint() throws SQLException {
        transactions.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Override
    public void close() throws SQLException {
        transactions.close();
    }
}
