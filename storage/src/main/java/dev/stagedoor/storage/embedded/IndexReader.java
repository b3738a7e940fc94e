package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.ReaderPool;
import dev.stagedoor.storage.AttributeText;
import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Queries of the index on one connection, for one thread at a time. Each query is a read transaction of its own and ends before it
 * returns: a longer one would keep the log from being written back.
 */
final class IndexReader implements ReaderPool.Reader {
    /** Checksums of 16 MiB, in 2 KiB: a row fits in a page, and a range of a large blob needs few of them. */
    static final int PIECES_A_ROW = 512;

    private final Connection connection;
    private final PreparedStatement stat;
    private final PreparedStatement find;
    private final PreparedStatement pieces;
    private final PreparedStatement scanAfter;
    private final PreparedStatement scanFrom;
    private final UploadReader uploads;

    IndexReader(Connection connection) throws SQLException {
        this.connection = connection;
        this.stat = connection.prepareStatement("SELECT size, md5, last_modified, parts FROM object WHERE key = ?");
        this.find = connection.prepareStatement(
                """
                SELECT o.size, o.md5, o.last_modified, o.content_type, o.blob, i.content, o.attributes, i.crc32c, o.composition, o.parts
                FROM object o LEFT JOIN inline i ON i.id = o.inline WHERE o.key = ?""");
        this.pieces = connection.prepareStatement("SELECT crc32c FROM piece WHERE blob = ? AND first BETWEEN ? AND ? ORDER BY first");
        this.uploads = new UploadReader(connection);
        this.scanAfter = connection.prepareStatement(scan(">"));
        this.scanFrom = connection.prepareStatement(scan(">="));
    }

    /** On the same connection. */
    UploadReader uploads() {
        return uploads;
    }

    private static String scan(String comparison) {
        return "SELECT key, size, md5, last_modified, parts FROM object WHERE key " + comparison + " ? AND key < ? ORDER BY key LIMIT ?";
    }

    Optional<ObjectSummary> stat(String key) throws SQLException {
        stat.setString(1, key);
        try (ResultSet row = stat.executeQuery()) {
            return row.next()
                    ? Optional.of(IndexedObject.summary(
                            key, row.getLong(1), row.getBytes(2), row.getInt(4), Instant.ofEpochMilli(row.getLong(3))))
                    : Optional.empty();
        }
    }

    Optional<IndexedObject> find(String key) throws SQLException {
        find.setString(1, key);
        try (ResultSet row = find.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(new IndexedObject(
                    key,
                    row.getLong(1),
                    row.getBytes(2),
                    Instant.ofEpochMilli(row.getLong(3)),
                    attributes(row.getString(4), row.getString(7)),
                    place(row)));
        }
    }

    /**
     * The checksums of the pieces that an extent touches, and perhaps of their neighbours; none when there are none, or the blob is of no
     * object any more.
     */
    PieceChecksums pieces(long blob, Extent extent) throws SQLException {
        long from = extent.offset() / PieceChecksums.PIECE_BYTES / PIECES_A_ROW * PIECES_A_ROW;
        pieces.setLong(1, blob);
        pieces.setLong(2, from);
        pieces.setLong(3, Math.max(0, extent.offset() + extent.length() - 1) / PieceChecksums.PIECE_BYTES);
        var checksums = new ByteArrayOutputStream();
        try (ResultSet row = pieces.executeQuery()) {
            while (row.next()) {
                checksums.writeBytes(row.getBytes(1));
            }
        }
        return checksums.size() == 0 ? PieceChecksums.NONE : new PieceChecksums(from, checksums.toByteArray());
    }

    /** As the index has them: the content type, and all others. */
    static ObjectAttributes attributes(@Nullable String contentType, @Nullable String others) {
        Optional<String> type = Optional.ofNullable(contentType);
        return others == null ? ObjectAttributes.ofType(type) : AttributeText.read(others).withType(type);
    }

    private static Place place(ResultSet row) throws SQLException {
        long composition = row.getLong(9); // NULL reads as 0, and ids begin beyond it
        return composition == 0 ? place(row.getLong(5), row.getBytes(6), row.getBytes(8)) : new Place.Composed(composition, row.getInt(10));
    }

    /**
     * Of a content in one place.
     *
     * @param blob 0 for none
     */
    static Place place(long blob, byte @Nullable [] content, byte @Nullable [] crc32c) {
        if (blob != 0) {
            return new Place.Blob(blob, PieceChecksums.NONE);
        }
        return new Place.Inline(content == null ? new byte[0] : content, crc32c == null ? PieceChecksums.NONE
                : new PieceChecksums(0, crc32c));
    }

    /** The next objects of a range in order, at most {@code limit}. */
    List<ObjectSummary> scan(KeyRange range, int limit) throws SQLException {
        PreparedStatement scan = range.inclusive() ? scanFrom : scanAfter;
        scan.setString(1, range.lower());
        if (range.upper().isPresent()) {
            scan.setString(2, range.upper().get());
        } else {
            scan.setBytes(2, new byte[0]); // SQLite sorts every text before every blob: no upper bound
        }
        scan.setInt(3, limit);
        List<ObjectSummary> objects = new ArrayList<>();
        try (ResultSet row = scan.executeQuery()) {
            while (row.next()) {
                objects.add(IndexedObject.summary(
                        row.getString(1), row.getLong(2), row.getBytes(3), row.getInt(5), Instant.ofEpochMilli(row.getLong(4))));
            }
        }
        return objects;
    }

    /** How many objects there are, and how long they, and the parts of uploads under way, are together. */
    record Totals(long objects, long bytes) {}

    Totals totals() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        """
                        SELECT count(*), coalesce(sum(size), 0)
                        + (SELECT coalesce(sum(p.size), 0) FROM upload u JOIN part p ON p.composition = u.composition) FROM object""");
                ResultSet row = query.executeQuery()) {
            return new Totals(row.getLong(1), row.getLong(2));
        }
    }

    /** The next keys in order, at most {@code limit}. */
    List<String> keys(String after, int limit) throws SQLException {
        return scan(new KeyRange(after, false, Optional.empty()), limit).stream().map(ObjectSummary::key).toList();
    }

    /** Ids of all blobs that objects and parts refer to, but for dropped parts, ascending; 8 bytes of memory for each. */
    long[] liveBlobs() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        """
                        SELECT blob FROM object WHERE blob IS NOT NULL
                        UNION ALL
                        SELECT blob FROM part WHERE blob IS NOT NULL AND composition NOT IN (SELECT composition FROM dropped)""");
                ResultSet row = query.executeQuery()) {
            LongStream.Builder ids = LongStream.builder();
            while (row.next()) {
                ids.add(row.getLong(1));
            }
            return ids.build().sorted().toArray();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
