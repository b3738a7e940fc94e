package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.CountedTransactions;
import dev.stagedoor.storage.AttributeText;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes of the index on the writing connection. For one thread. */
final class IndexTables implements AutoCloseable {
    /** @param clean whether the store was closed properly when it was last open */
    record Lifetime(long run, boolean clean) {}

    private static final String EXISTS = "SELECT 1 FROM object WHERE key = ?";
    private static final String FIND = "SELECT blob, inline, composition FROM object WHERE key = ?";
    private static final String UPSERT =
            """
            INSERT INTO object (key, size, md5, last_modified, content_type, blob, inline, attributes, composition, parts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET size = excluded.size, md5 = excluded.md5,
            last_modified = excluded.last_modified, content_type = excluded.content_type, blob = excluded.blob,
            inline = excluded.inline, attributes = excluded.attributes, composition = excluded.composition,
            parts = excluded.parts""";
    private static final String DELETE = "DELETE FROM object WHERE key = ?";
    private static final List<String> STATEMENTS =
            Stream.of(List.of(EXISTS, FIND, UPSERT, DELETE), ContentTables.STATEMENTS, UploadTables.STATEMENTS)
                    .flatMap(List::stream)
                    .toList();

    private final Connection connection;
    private final CountedTransactions transactions;
    private final ContentTables contents;
    private final UploadTables uploads;

    /** @param connection is closed with this */
    IndexTables(Connection connection) throws SQLException {
        this.connection = connection;
        this.transactions = new CountedTransactions(connection, "lifetime", STATEMENTS);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(max(id), 0) + 1 FROM inline")) {
            this.contents = new ContentTables(transactions, row.getLong(1));
        }
        this.uploads = new UploadTables(transactions, contents);
    }

    /** Within the same transactions. */
    UploadTables uploads() {
        return uploads;
    }

    /**
     * Puts a row in place of whatever has its key.
     *
     * @param released receives what nothing refers to any more
     */
    Outcome put(Mutation.Put put, Released released) throws SQLException {
        IndexedObject object = put.object();
        if (put.onlyIfAbsent() && exists(object.key())) {
            return refusedAsPresent();
        }
        dropContent(object.key(), released);
        upsert(object);
        return new Outcome.Changed();
    }

    private static Outcome refusedAsPresent() {
        return new Outcome.Refused(new StorageException(Kind.PRECONDITION_FAILED, "an object with this key exists already"));
    }

    /** Puts a row of parts in place of whatever has its key. */
    Outcome complete(Mutation.Complete complete, Released released) throws SQLException {
        String key = complete.upload().key().value();
        if (complete.onlyIfAbsent() && exists(key)) {
            return refusedAsPresent();
        }
        try {
            Optional<IndexedObject> object = uploads.complete(complete, released);
            if (object.isEmpty()) {
                return new Outcome.Refused(EmbeddedUploads.notFound());
            }
            dropContent(key, released);
            upsert(object.get());
            return new Outcome.Completed(object.get().summary());
        } catch (StorageException e) {
            return new Outcome.Refused(e);
        }
    }

    private void upsert(IndexedObject object) throws SQLException {
        PreparedStatement upsert = transactions.prepared(UPSERT);
        upsert.setString(1, object.key());
        upsert.setLong(2, object.size());
        upsert.setBytes(3, object.md5());
        upsert.setLong(4, object.lastModified().toEpochMilli());
        upsert.setString(5, object.attributes().contentType().orElse(null));
        contents.insert(object.place(), upsert, 6);
        upsert.setString(8, otherAttributes(object.attributes()));
        upsert.setNull(9, Types.INTEGER);
        upsert.setNull(10, Types.INTEGER);
        if (object.place() instanceof Place.Composed(long composition, int parts)) {
            upsert.setLong(9, composition);
            upsert.setInt(10, parts);
        }
        upsert.executeUpdate();
    }

    /** All but the content type; null when there are none. */
    static @Nullable String otherAttributes(ObjectAttributes attributes) {
        String text = AttributeText.write(attributes.withType(Optional.empty()));
        return text.isEmpty() ? null : text;
    }

    /** Deletes a row, if it exists. */
    void delete(String key, Released released) throws SQLException {
        if (dropContent(key, released)) {
            PreparedStatement delete = transactions.prepared(DELETE);
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }

    private boolean exists(String key) throws SQLException {
        PreparedStatement exists = transactions.prepared(EXISTS);
        exists.setString(1, key);
        try (ResultSet row = exists.executeQuery()) {
            return row.next();
        }
    }

    /**
     * Gives up what a row refers to.
     *
     * @return whether there is a row
     */
    private boolean dropContent(String key, Released released) throws SQLException {
        PreparedStatement find = transactions.prepared(FIND);
        find.setString(1, key);
        long blob;
        long inline;
        long composition;
        try (ResultSet row = find.executeQuery()) {
            if (!row.next()) {
                return false;
            }
            blob = row.getLong(1);
            inline = row.getLong(2);
            composition = row.getLong(3); // NULL reads as 0, and ids begin beyond it
        }
        contents.delete(blob, inline, released);
        if (composition != 0) {
            uploads.drop(composition, released);
        }
        return true;
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

    /** @return how many rows of contents neither an object nor a part referred to */
    int deleteInlineOrphans() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(
                    """
                    DELETE FROM inline WHERE id NOT IN (SELECT inline FROM object WHERE inline IS NOT NULL)
                    AND id NOT IN (SELECT inline FROM part WHERE inline IS NOT NULL)""");
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
