package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecord.Outcome;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.sqlite.ReaderPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Queries of the ledger on one connection, for one thread at a time. Each query is a read transaction of its own and ends before it
 * returns: a longer one would keep the log from being written back.
 */
final class LedgerReader implements ReaderPool.Reader {
    private static final String ROW =
            """
            SELECT p.key, p.entry, u.first_at, u.last_at, u.uses, u.bytes, u.address, u.refusal, u.arrived, r.key
            FROM presign p LEFT JOIN usage u ON u.key = p.key LEFT JOIN revoked r ON r.key = p.key""";


    private final Connection connection;
    private final PreparedStatement entry;
    private final PreparedStatement find;
    private final PreparedStatement before;
    private final PreparedStatement live;

    LedgerReader(Connection connection) throws SQLException {
        this.connection = connection;
        this.entry = connection.prepareStatement("SELECT entry FROM presign WHERE key = ?");
        this.find = connection.prepareStatement(ROW + " WHERE p.key = ?");
        this.before = connection.prepareStatement(ROW + " WHERE p.key < ? ORDER BY p.key DESC LIMIT ?");
        this.live = connection.prepareStatement(
                "SELECT key, entry FROM presign WHERE key > ? AND key <= ? AND expires_at > ? ORDER BY key LIMIT ?");
    }

    /** What was issued under a key. */
    Optional<IssuedPresign> issued(long key) throws SQLException {
        entry.setLong(1, key);
        try (ResultSet row = entry.executeQuery()) {
            return row.next() ? Optional.of(LedgerFormat.issued(key, row.getBytes(1))) : Optional.empty();
        }
    }

    Optional<PresignRecord> find(long key) throws SQLException {
        find.setLong(1, key);
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? Optional.of(record(row)) : Optional.empty();
        }
    }

    /** The rows before a key, the newest first. */
    List<PresignRecord> before(long key, int limit) throws SQLException {
        before.setLong(1, key);
        before.setInt(2, limit);
        List<PresignRecord> records = new ArrayList<>();
        try (ResultSet row = before.executeQuery()) {
            while (row.next()) {
                records.add(record(row));
            }
        }
        return records;
    }

    /** What was issued after a key, up to another, and expires after a moment, the oldest first. */
    List<IssuedPresign> live(long after, long upTo, long now, int limit) throws SQLException {
        live.setLong(1, after);
        live.setLong(2, upTo);
        live.setLong(3, now);
        live.setInt(4, limit);
        List<IssuedPresign> issued = new ArrayList<>();
        try (ResultSet row = live.executeQuery()) {
            while (row.next()) {
                issued.add(LedgerFormat.issued(row.getLong(1), row.getBytes(2)));
            }
        }
        return issued;
    }

    Optional<UploadPlan> upload(long key) throws SQLException {
        return StoredUploads.select(connection, "key = ?", key, 1).stream().findFirst();
    }

    /** The uploads before a key, the newest first. */
    List<UploadPlan> uploadsBefore(long key, int limit) throws SQLException {
        return StoredUploads.select(connection, "key < ? ORDER BY key DESC", key, limit);
    }

    /** The open uploads before a key, the oldest first. */
    List<UploadPlan> openUploads(long key, int limit) throws SQLException {
        return StoredUploads.select(connection, "state < 2 AND key < ? ORDER BY key", key, limit);
    }

    private static PresignRecord record(ResultSet row) throws SQLException {
        IssuedPresign issued = LedgerFormat.issued(row.getLong(1), row.getBytes(2));
        long uses = row.getLong(5); // NULL, as of a URL without a row in usage, reads as 0
        Optional<String> refusal = Optional.ofNullable(row.getString(8));
        boolean arrived = row.getBoolean(9);
        row.getLong(10);
        boolean revoked = !row.wasNull();
        return new PresignRecord(
                issued,
                outcome(revoked, arrived, uses, refusal.isPresent()),
                instant(row, 3),
                instant(row, 4),
                uses,
                bytes(row),
                Optional.ofNullable(row.getString(7)),
                refusal);
    }

    private static Outcome outcome(boolean revoked, boolean arrived, long uses, boolean refused) {
        if (revoked) {
            return Outcome.REVOKED;
        }
        if (arrived) {
            return Outcome.ARRIVED;
        }
        if (uses > 0) {
            return Outcome.USED;
        }
        return refused ? Outcome.REFUSED : Outcome.ISSUED;
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(LedgerFormat.instant(micros));
    }

    private static OptionalLong bytes(ResultSet row) throws SQLException {
        long bytes = row.getLong(6);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
