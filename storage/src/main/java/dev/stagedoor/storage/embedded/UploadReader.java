package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.UploadUnderWay.Position;
import dev.stagedoor.storage.UploadedPart;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Queries of uploads in parts, and of parts, on a reading connection. For one thread at a time. */
final class UploadReader {
    private final PreparedStatement find;
    private final PreparedStatement scan;
    private final PreparedStatement parts;
    private final PreparedStatement contents;
    private final PreparedStatement at;
    private final PreparedStatement blobs;
    private final PreparedStatement dropped;

    UploadReader(Connection connection) throws SQLException {
        this.find = connection.prepareStatement(
                "SELECT key, id, begun, content_type, attributes, composition FROM upload WHERE key = ? AND id = ?");
        this.scan = connection.prepareStatement(
                """
                SELECT key, id, begun, content_type, attributes, composition FROM upload
                WHERE (key, id) > (?, ?) AND key >= ? AND key < ? ORDER BY key, id LIMIT ?""");
        this.parts = connection.prepareStatement("SELECT number, size, md5 FROM part WHERE composition = ? ORDER BY number");
        this.contents = connection.prepareStatement(
                """
                SELECT p.number, p.start, p.size, p.md5, p.blob, i.content, i.crc32c
                FROM part p LEFT JOIN inline i ON i.id = p.inline
                WHERE p.composition = ? AND p.number >= ? ORDER BY p.number LIMIT ?""");
        this.at = connection.prepareStatement(
                "SELECT number FROM part WHERE composition = ? AND start <= ? ORDER BY start DESC, number DESC LIMIT 1");
        this.blobs = connection.prepareStatement("SELECT blob FROM part WHERE composition = ? AND blob IS NOT NULL ORDER BY blob");
        this.dropped = connection.prepareStatement("SELECT composition FROM dropped ORDER BY composition");
    }

    Optional<IndexedUpload> find(MultipartUpload upload) throws SQLException {
        find.setString(1, upload.key().value());
        find.setString(2, upload.id());
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(upload(row)) : Optional.empty();
        }
    }

    private static IndexedUpload upload(ResultSet row) throws SQLException {
        return new IndexedUpload(
                new MultipartUpload(new ObjectKey(row.getString(1)), row.getString(2)),
                Instant.ofEpochMilli(row.getLong(3)),
                IndexReader.attributes(row.getString(4), row.getString(5)),
                row.getLong(6));
    }

    /** The next uploads of keys with a prefix, in order, at most {@code limit}. */
    List<IndexedUpload> scan(String prefix, Position after, int limit) throws SQLException {
        KeyRange range = KeyRange.of(prefix, "");
        scan.setString(1, after.key());
        if (after.id().isEmpty() && !after.key().isEmpty()) {
            scan.setBytes(2, new byte[0]); // SQLite sorts every blob after every text: behind all uploads of the key
        } else {
            scan.setString(2, after.id());
        }
        scan.setString(3, prefix);
        if (range.upper().isPresent()) {
            scan.setString(4, range.upper().get());
        } else {
            scan.setBytes(4, new byte[0]);
        }
        scan.setInt(5, limit);
        List<IndexedUpload> uploads = new ArrayList<>();
        try (ResultSet row = scan.executeQuery()) {
            while (row.next()) {
                uploads.add(upload(row));
            }
        }
        return uploads;
    }

    /** All parts, in the order of their numbers. */
    List<UploadedPart> parts(long composition) throws SQLException {
        parts.setLong(1, composition);
        List<UploadedPart> found = new ArrayList<>();
        try (ResultSet row = parts.executeQuery()) {
            while (row.next()) {
                found.add(new UploadedPart(row.getInt(1), row.getLong(2), Optional.of(IndexedObject.etag(row.getBytes(3), 0))));
            }
        }
        return found;
    }

    /**
     * Parts with what is needed to read them.
     *
     * @param from the number of the first
     * @param limit those in the index come with their contents, so it should be small
     */
    List<StoredPart> contents(long composition, int from, int limit) throws SQLException {
        contents.setLong(1, composition);
        contents.setInt(2, from);
        contents.setInt(3, limit);
        List<StoredPart> found = new ArrayList<>();
        try (ResultSet row = contents.executeQuery()) {
            while (row.next()) {
                found.add(new StoredPart(
                        row.getInt(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getBytes(4),
                        IndexReader.place(row.getLong(5), row.getBytes(6), row.getBytes(7))));
            }
        }
        return found;
    }

    /** The number of the part that holds a byte of an object; 0 when there are no parts. */
    int numberAt(long composition, long position) throws SQLException {
        at.setLong(1, composition);
        at.setLong(2, position);
        try (ResultSet row = at.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** The files of all parts. */
    List<Long> blobs(long composition) throws SQLException {
        blobs.setLong(1, composition);
        return longs(blobs);
    }

    /** Whose parts nothing refers to. */
    List<Long> dropped() throws SQLException {
        return longs(dropped);
    }

    private static List<Long> longs(PreparedStatement query) throws SQLException {
        List<Long> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                found.add(row.getLong(1));
            }
        }
        return found;
    }
}
