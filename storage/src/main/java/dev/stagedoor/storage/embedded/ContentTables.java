package dev.stagedoor.storage.embedded;

import dev.stagedoor.sqlite.CountedTransactions;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;

/** What the index keeps of contents, whoever refers to them: short ones, and the checksums of those in files. For one thread. */
final class ContentTables {
    private static final String INSERT_INLINE = "INSERT INTO inline (id, content, crc32c) VALUES (?, ?, ?)";
    private static final String DELETE_INLINE = "DELETE FROM inline WHERE id = ?";
    private static final String INSERT_PIECES = "INSERT INTO piece (blob, first, crc32c) VALUES (?, ?, ?)";
    private static final String DELETE_PIECES = "DELETE FROM piece WHERE blob = ?";
    static final List<String> STATEMENTS = List.of(INSERT_INLINE, DELETE_INLINE, INSERT_PIECES, DELETE_PIECES);

    private final CountedTransactions transactions;
    private long nextInline;

    /** @param nextInline no content has this id, or a higher one */
    ContentTables(CountedTransactions transactions, long nextInline) {
        this.transactions = transactions;
        this.nextInline = nextInline;
    }

    /**
     * Keeps a content.
     *
     * @param row receives the id of its blob at the index {@code blob}, or the one in {@code inline} at the index behind it; NULL for
     *     what it has not, and both NULL for content that is empty or in parts
     */
    void insert(Place place, PreparedStatement row, int blob) throws SQLException {
        row.setNull(blob, Types.INTEGER);
        row.setNull(blob + 1, Types.INTEGER);
        switch (place) {
            case Place.Blob(long id, PieceChecksums checksums) -> {
                row.setLong(blob, id);
                insertPieces(id, checksums);
            }
            case Place.Inline(byte[] bytes, PieceChecksums checksums) -> {
                if (bytes.length > 0) {
                    row.setLong(blob + 1, insertInline(bytes, checksums));
                }
            }
            case Place.Composed _ -> {}
        }
    }

    /**
     * Gives up a content.
     *
     * @param blob 0 for none; ids of both kinds begin beyond 0, and NULL reads as 0
     * @param inline 0 for none
     */
    void delete(long blob, long inline, Released released) throws SQLException {
        if (blob != 0) {
            released.blobs().add(blob);
            delete(DELETE_PIECES, blob);
        }
        if (inline != 0) {
            delete(DELETE_INLINE, inline);
        }
    }

    private void delete(String sql, long id) throws SQLException {
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
}
