package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.CountedTransactions;
import dev.stagedoor.storage.Checksum;
import dev.stagedoor.storage.Digester;
import dev.stagedoor.storage.MultipartLimits;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.UploadedPart;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Uploads in parts on the writing connection. The rows of the parts stay as they are when an object is made of them, and it refers to
 * them; so that takes as long as there are parts, however large they are. For one thread.
 */
final class UploadTables {
    /** Rows that {@link #forget} deletes in one transaction: others' commits wait no longer than that. */
    static final int FORGET_BATCH = 256;

    private static final String FIND = "SELECT composition, content_type, attributes FROM upload WHERE key = ? AND id = ?";
    private static final String BEGIN =
            "INSERT INTO upload (key, id, begun, content_type, attributes, composition) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String END = "DELETE FROM upload WHERE key = ? AND id = ?";
    private static final String FIND_PART = "SELECT blob, inline FROM part WHERE composition = ? AND number = ?";
    private static final String PUT_PART =
            """
            INSERT INTO part (composition, number, size, md5, blob, inline) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (composition, number) DO UPDATE SET size = excluded.size, md5 = excluded.md5,
            blob = excluded.blob, inline = excluded.inline""";
    private static final String PARTS =
            "SELECT number, size, md5, blob, inline FROM part WHERE composition = ? ORDER BY number LIMIT ?";
    private static final String DELETE_PART = "DELETE FROM part WHERE composition = ? AND number = ?";
    private static final String COMPOSE =
            """
            UPDATE part SET start = placed.start
            FROM (SELECT number, sum(size) OVER (ORDER BY number) - size AS start FROM part WHERE composition = ?1) AS placed
            WHERE part.composition = ?1 AND part.number = placed.number""";
    private static final String DROP = "INSERT INTO dropped (composition) VALUES (?)";
    private static final String FORGET = "DELETE FROM dropped WHERE composition = ?";
    static final List<String> STATEMENTS =
            List.of(FIND, BEGIN, END, FIND_PART, PUT_PART, PARTS, DELETE_PART, COMPOSE, DROP, FORGET);

    private static final Outcome CHANGED = new Outcome.Changed();

    private final CountedTransactions transactions;
    private final ContentTables contents;

    UploadTables(CountedTransactions transactions, ContentTables contents) {
        this.transactions = transactions;
        this.contents = contents;
    }

    /** What is needed of an upload to change it. */
    private record Found(long composition, ObjectAttributes attributes) {}

    /** A row of a part. */
    private record Row(int number, long size, byte[] md5, long blob, long inline) {}

    private Optional<Found> find(MultipartUpload upload) throws SQLException {
        PreparedStatement find = named(FIND, upload);
        try (ResultSet row = find.executeQuery()) {
            return row.next()
                    ? Optional.of(new Found(row.getLong(1), IndexReader.attributes(row.getString(2), row.getString(3))))
                    : Optional.empty();
        }
    }

    private PreparedStatement named(String sql, MultipartUpload upload) throws SQLException {
        PreparedStatement statement = transactions.prepared(sql);
        statement.setString(1, upload.key().value());
        statement.setString(2, upload.id());
        return statement;
    }

    Outcome begin(IndexedUpload begun) throws SQLException {
        PreparedStatement insert = named(BEGIN, begun.upload());
        insert.setLong(3, begun.begunAt().toEpochMilli());
        insert.setString(4, begun.attributes().contentType().orElse(null));
        insert.setString(5, IndexTables.otherAttributes(begun.attributes()));
        insert.setLong(6, begun.composition());
        insert.executeUpdate();
        return CHANGED;
    }

    Outcome putPart(Mutation.PutPart put, Released released) throws SQLException {
        Optional<Found> upload = find(put.upload());
        if (upload.isEmpty()) {
            return new Outcome.Refused(EmbeddedUploads.notFound());
        }
        StoredPart part = put.part();
        PreparedStatement earlier = transactions.prepared(FIND_PART);
        earlier.setLong(1, upload.get().composition());
        earlier.setInt(2, part.number());
        try (ResultSet row = earlier.executeQuery()) {
            if (row.next()) {
                contents.delete(row.getLong(1), row.getLong(2), released);
            }
        }
        PreparedStatement insert = transactions.prepared(PUT_PART);
        insert.setLong(1, upload.get().composition());
        insert.setInt(2, part.number());
        insert.setLong(3, part.size());
        insert.setBytes(4, part.md5());
        contents.insert(part.place(), insert, 5);
        insert.executeUpdate();
        return CHANGED;
    }

    /**
     * Ends an upload, and leaves its parts to the object.
     *
     * @return empty when there is no such upload
     * @throws StorageException what is wrong with the parts that are named; nothing has been changed then
     */
    Optional<IndexedObject> complete(Mutation.Complete complete, Released released) throws SQLException {
        Optional<Found> upload = find(complete.upload());
        if (upload.isEmpty()) {
            return Optional.empty();
        }
        long composition = upload.get().composition();
        List<Row> unnamed = new ArrayList<>();
        List<Row> used = select(parts(composition, Integer.MAX_VALUE), complete.named(), unnamed);
        long size = requireSizes(used, complete.limits());
        Digester md5 = Digester.of(Checksum.Algorithm.MD5);
        used.forEach(row -> md5.update(row.md5(), row.md5().length));
        for (Row row : unnamed) {
            deletePart(composition, row, released);
        }
        PreparedStatement compose = transactions.prepared(COMPOSE);
        compose.setLong(1, composition);
        compose.executeUpdate();
        named(END, complete.upload()).executeUpdate();
        return Optional.of(new IndexedObject(
                complete.upload().key().value(),
                size,
                md5.digest(),
                complete.now(),
                upload.get().attributes(),
                new Place.Composed(composition, used.size())));
    }

    private static List<Row> select(List<Row> present, List<UploadedPart> named, List<Row> unnamed) {
        List<Row> used = new ArrayList<>(named.size());
        Iterator<Row> rows = present.iterator();
        for (UploadedPart part : named) {
            Row row = null;
            while (rows.hasNext() && (row == null || row.number() < part.number())) {
                if (row != null) {
                    unnamed.add(row);
                }
                row = rows.next();
            }
            if (row == null || row.number() != part.number()) {
                throw new StorageException(Kind.INVALID_PART, "the part " + part.number() + " is not there: put it and complete again");
            }
            if (!part.etag().equals(Optional.of(IndexedObject.etag(row.md5(), 0)))) {
                throw new StorageException(Kind.INVALID_PART,
                        "the part " + part.number() + " has another ETag than the one named: put it again, or name it as it is");
            }
            used.add(row);
        }
        rows.forEachRemaining(unnamed::add);
        return used;
    }

    private static long requireSizes(List<Row> used, MultipartLimits limits) {
        long size = 0;
        for (Row row : used) {
            size += row.size();
            if (row.size() < limits.minPartBytes() && row != used.getLast()) {
                throw new StorageException(Kind.ENTITY_TOO_SMALL, "the part " + row.number() + " has " + row.size()
                        + " bytes; every part but the last has at least " + limits.minPartBytes());
            }
        }
        if (size > limits.maxObjectBytes()) {
            throw new StorageException(Kind.ENTITY_TOO_LARGE, "an object may have at most " + limits.maxObjectBytes() + " bytes");
        }
        return size;
    }

    private List<Row> parts(long composition, int limit) throws SQLException {
        PreparedStatement query = transactions.prepared(PARTS);
        query.setLong(1, composition);
        query.setInt(2, limit);
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(row.getInt(1), row.getLong(2), row.getBytes(3), row.getLong(4), row.getLong(5)));
            }
        }
        return rows;
    }

    private void deletePart(long composition, Row part, Released released) throws SQLException {
        contents.delete(part.blob(), part.inline(), released);
        PreparedStatement delete = transactions.prepared(DELETE_PART);
        delete.setLong(1, composition);
        delete.setInt(2, part.number());
        delete.executeUpdate();
    }

    Outcome abort(MultipartUpload upload, Released released) throws SQLException {
        Optional<Found> found = find(upload);
        if (found.isPresent()) {
            drop(found.get().composition(), released);
            named(END, upload).executeUpdate();
        }
        return CHANGED;
    }

    /** Notes that nothing refers to these parts any more. They are deleted bit by bit, now or by a later opening of the store. */
    void drop(long composition, Released released) throws SQLException {
        released.compositions().add(composition);
        dropped(DROP, composition);
    }

    private void dropped(String sql, long composition) throws SQLException {
        PreparedStatement statement = transactions.prepared(sql);
        statement.setLong(1, composition);
        statement.executeUpdate();
    }

    /** Deletes some rows of dropped parts, and at last the note. Their files are gone already. */
    Outcome forget(long composition) throws SQLException {
        List<Row> rows = parts(composition, FORGET_BATCH);
        for (Row row : rows) {
            deletePart(composition, row, new Released());
        }
        if (rows.size() == FORGET_BATCH) {
            return new Outcome.More();
        }
        dropped(FORGET, composition);
        return CHANGED;
    }
}
