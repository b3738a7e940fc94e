package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.ledger.UploadReceipt;
import dev.stagedoor.ledger.sqlite.LedgerEntry.Arrived;
import dev.stagedoor.ledger.sqlite.LedgerEntry.Issued;
import dev.stagedoor.ledger.sqlite.LedgerEntry.Used;
import dev.stagedoor.sqlite.CountedTransactions;
import dev.stagedoor.storage.disk.CommitMark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes of the ledger on the writing connection. For one thread. */
final class LedgerTables implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerTables.class);

    /** Rows handed to the driver at once: half the time of one by one. */
    private static final int ROWS_AT_A_TIME = 512;

    /** Up to where the journal is in the database. */
    record Applied(long epoch, long position) {}

    private static final String INSERT = "INSERT OR IGNORE INTO presign (key, expires_at, entry) VALUES (?, ?, ?)";
    private static final String AWAIT = "INSERT OR IGNORE INTO awaited (key) VALUES (?)";
    private static final String USE =
            """
            INSERT INTO usage (key, first_at, last_at, uses, bytes, address, refusal, arrived)
            SELECT ?1, ?2, ?2, ?3, ?4, ?5, ?6, 0 WHERE EXISTS (SELECT 1 FROM presign WHERE key = ?1)
            ON CONFLICT (key) DO UPDATE SET first_at = coalesce(first_at, excluded.first_at),
            last_at = coalesce(excluded.last_at, last_at), uses = uses + excluded.uses,
            bytes = coalesce(excluded.bytes, bytes), address = excluded.address,
            refusal = coalesce(excluded.refusal, refusal)""";
    private static final String ARRIVE =
            """
            INSERT INTO usage (key, first_at, last_at, uses, bytes, arrived)
            SELECT ?1, ?2, ?2, 0, ?3, 1 WHERE EXISTS (SELECT 1 FROM presign WHERE key = ?1)
            ON CONFLICT (key) DO UPDATE SET first_at = coalesce(first_at, excluded.first_at),
            last_at = excluded.last_at, bytes = excluded.bytes, arrived = 1""";
    private static final String SEEN = "DELETE FROM awaited WHERE key = ?";
    private static final String APPLIED = "UPDATE journal SET epoch = ?, position = ?";
    private static final List<String> STATEMENTS = List.of(INSERT, AWAIT, USE, ARRIVE, SEEN, APPLIED);

    private final Connection connection;
    private final CountedTransactions transactions;
    private final CommitMark mark;
    private boolean synced = true;
    private int waiting;

    /**
     * @param connection is closed with this
     * @param mark the file of the database's {@link CommitMark}
     */
    LedgerTables(Connection connection, Path mark) throws SQLException, IOException {
        this.connection = connection;
        this.transactions = new CountedTransactions(connection, "journal", STATEMENTS);
        this.mark = openMark(mark, transactions.committed());
    }

    private static CommitMark openMark(Path file, long committed) throws IOException {
        if (committed > 0 && CommitMark.read(file) == 0) {
            LOG.warn("{} is missing or damaged: whether the ledger of presigned URLs has lost changes cannot be told", file);
        }
        return CommitMark.open(file, committed);
    }

    /** Begins a transaction. @param durable whether its commit, and with it every one before, survives the end of the machine */
    void begin(boolean durable) throws SQLException {
        if (durable != synced) {
            transactions.execute("PRAGMA synchronous = " + (durable ? "FULL" : "NORMAL"));
            synced = durable;
        }
        transactions.begin();
    }

    /** Ends the transaction. One that is durable is noted in the mark: the others may be lost with the machine's power. */
    void commit() throws SQLException {
        transactions.commit();
        if (synced) {
            mark.note(transactions.committed());
        }
    }

    /** Undoes the transaction after a failure, unless SQLite has done so already. */
    void rollback() {
        waiting = 0;
        transactions.rollback();
    }

    /** Enters what the journal holds; the last of it with {@link #applied}. */
    void enter(byte[] entry) throws SQLException {
        if (LedgerFormat.kind(entry) == LedgerFormat.ISSUED) {
            issue(entry);
            return;
        }
        flush();
        switch (LedgerFormat.read(entry)) {
            case Issued _ -> throw new IllegalStateException("issued entries are entered as they are");
            case Used used -> use(used);
            case Arrived arrived -> arrive(arrived);
        }
    }

    private void issue(byte[] entry) throws SQLException {
        long key = LedgerFormat.key(entry);
        PreparedStatement insert = transactions.prepared(INSERT);
        insert.setLong(1, key);
        insert.setLong(2, LedgerFormat.expiresAt(entry));
        insert.setBytes(3, LedgerFormat.rest(entry));
        insert.addBatch();
        waiting++;
        if (LedgerFormat.isUploadElsewhere(entry)) {
            PreparedStatement await = transactions.prepared(AWAIT);
            await.setLong(1, key);
            await.executeUpdate();
        }
        if (waiting == ROWS_AT_A_TIME) {
            flush();
        }
    }

    private void flush() throws SQLException {
        if (waiting > 0) {
            waiting = 0;
            transactions.prepared(INSERT).executeBatch();
        }
    }

    private void use(Used used) throws SQLException {
        boolean served = used.refusal().isEmpty();
        PreparedStatement use = transactions.prepared(USE);
        use.setLong(1, used.key());
        setLong(use, 2, used.at(), served);
        use.setInt(3, served ? 1 : 0);
        setLong(use, 4, used.bytes(), served);
        use.setString(5, used.clientAddress());
        use.setString(6, used.refusal().orElse(null));
        use.executeUpdate();
    }

    private static void setLong(PreparedStatement statement, int parameter, long value, boolean present) throws SQLException {
        if (present) {
            statement.setLong(parameter, value);
        } else {
            statement.setNull(parameter, Types.INTEGER);
        }
    }

    private void arrive(Arrived arrived) throws SQLException {
        execute(transactions.prepared(ARRIVE), arrived.key(), arrived.at(), arrived.bytes());
        execute(transactions.prepared(SEEN), arrived.key());
    }

    /** Everything of the journal up to there has been entered. */
    void applied(Applied applied) throws SQLException {
        flush();
        execute(transactions.prepared(APPLIED), applied.epoch(), applied.position());
    }

    Applied applied() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT epoch, position FROM journal")) {
            return new Applied(row.getLong(1), row.getLong(2));
        }
    }

    /** The greatest key that was ever given, as far as the database knows. */
    long latestKey() throws SQLException {
        return number(
                """
                SELECT coalesce(max(key), 0) FROM (SELECT max(key) AS key FROM presign UNION ALL SELECT max(key) FROM watermark
                UNION ALL SELECT max(key) FROM claim UNION ALL SELECT max(key) FROM revoked UNION ALL SELECT max(key) FROM forgotten)""");
    }

    void claim(long key, long expiresAt) throws SQLException {
        change("INSERT OR REPLACE INTO claim (key, expires_at) VALUES (?, ?)", key, expiresAt);
    }

    void release(long key) throws SQLException {
        change("DELETE FROM claim WHERE key = ?", key);
    }

    void revoke(long key, long expiresAt) throws SQLException {
        change("INSERT OR REPLACE INTO revoked (key, expires_at) VALUES (?, ?)", key, expiresAt);
    }

    void revoke(Watermark watermark) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO watermark (key, kind, name, at, concerned) VALUES (?, ?, ?, ?, ?)")) {
            insert.setLong(1, watermark.key());
            insert.setInt(2, Watermark.kind(watermark.scope()));
            insert.setString(3, Watermark.name(watermark.scope()));
            insert.setLong(4, watermark.at());
            insert.setBoolean(5, watermark.concerned());
            insert.executeUpdate();
        }
    }

    void deleteWatermark(long key) throws SQLException {
        change("DELETE FROM watermark WHERE key = ?", key);
    }

    List<Watermark> watermarks() throws SQLException {
        List<Watermark> watermarks = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT kind, name, key, at, concerned FROM watermark ORDER BY key")) {
            while (row.next()) {
                var scope = Watermark.scope(row.getInt(1), row.getString(2));
                watermarks.add(new Watermark(scope, row.getLong(3), row.getLong(4), row.getBoolean(5)));
            }
        }
        return watermarks;
    }

    /** Key and expiry of every claim that was not forgotten, expired ones included: the clock may be ahead. */
    void claims(BiConsumer<Long, Long> claims) throws SQLException {
        pairs("SELECT key, expires_at FROM claim", claims);
    }

    /** Key and expiry of every URL that was revoked by its id, expired ones included. */
    void revoked(BiConsumer<Long, Long> revoked) throws SQLException {
        pairs("SELECT key, expires_at FROM revoked", revoked);
    }

    private void pairs(String sql, BiConsumer<Long, Long> pairs) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(sql)) {
            while (row.next()) {
                pairs.accept(row.getLong(1), row.getLong(2));
            }
        }
    }

    List<Forgotten.Moment> forgotten() throws SQLException {
        List<Forgotten.Moment> moments = new ArrayList<>();
        pairs("SELECT key, at FROM forgotten ORDER BY key", (key, at) -> moments.add(new Forgotten.Moment(key, at)));
        return moments;
    }

    /** Puts these in the place of all that were kept. */
    void forgotten(List<Forgotten.Moment> moments) throws SQLException {
        change("DELETE FROM forgotten");
        for (Forgotten.Moment moment : moments) {
            change("INSERT INTO forgotten (key, at) VALUES (?, ?)", moment.key(), moment.at());
        }
    }

    /** The newest uploads that are waited for, the oldest of them first. */
    List<IssuedPresign> awaited(int limit) throws SQLException {
        List<IssuedPresign> uploads = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT a.key, p.entry FROM awaited a JOIN presign p ON p.key = a.key ORDER BY a.key DESC LIMIT ?")) {
            query.setInt(1, limit);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    uploads.add(LedgerFormat.issued(row.getLong(1), row.getBytes(2)));
                }
            }
        }
        return uploads.reversed();
    }

    /**
     * Looks at the next rows, and deletes those of them that expired long enough ago.
     *
     * @param after the key to begin after
     * @param before a key; rows from there on were issued too late to be deleted
     * @param expiredBy deleted is what expired by then
     * @param rows at most so many are looked at
     * @return the key to go on after; none when there are no more
     */
    OptionalLong prune(long after, long before, long expiredBy, int rows) throws SQLException {
        long last;
        int seen;
        try (PreparedStatement look = connection.prepareStatement(
                "SELECT max(key), count(*) FROM (SELECT key FROM presign WHERE key > ? AND key < ? ORDER BY key LIMIT ?)")) {
            look.setLong(1, after);
            look.setLong(2, before);
            look.setInt(3, rows);
            try (ResultSet row = look.executeQuery()) {
                last = row.getLong(1);
                seen = row.getInt(2);
            }
        }
        boolean more = seen == rows;
        long upTo = more ? last : before - 1;
        change("DELETE FROM presign WHERE key > ? AND key <= ? AND expires_at <= ?", after, upTo, expiredBy);
        for (String table : List.of("usage", "awaited", "revoked")) {
            change(
                    "DELETE FROM " + table + " WHERE key > ? AND key <= ? AND NOT EXISTS (SELECT 1 FROM presign p WHERE p.key = " + table
                            + ".key)",
                    after,
                    upTo);
        }
        change("DELETE FROM upload WHERE key > ? AND key <= ? AND state >= 2 AND expires_at <= ?", after, upTo, expiredBy);
        return more ? OptionalLong.of(upTo) : OptionalLong.empty();
    }

    /** Forgets claims that have expired, at most so many. @return how many */
    int pruneClaims(long now, int limit) throws SQLException {
        return change("DELETE FROM claim WHERE key IN (SELECT key FROM claim WHERE expires_at <= ? LIMIT ?)", now, limit);
    }

    /** Forgets uploads that are waited for beyond the newest so many. */
    void pruneAwaited(int keep) throws SQLException {
        change("DELETE FROM awaited WHERE key <= (SELECT key FROM awaited ORDER BY key DESC LIMIT 1 OFFSET ?)", keep);
    }

    void open(UploadPlan plan) throws SQLException {
        StoredUploads.insert(connection, plan);
    }

    /** Changes the state of an open upload. */
    void state(long key, UploadPlan.State state) throws SQLException {
        change("UPDATE upload SET state = ? WHERE key = ? AND state < 2", state.ordinal(), key);
    }

    void confirm(long key, UploadReceipt receipt) throws SQLException {
        StoredUploads.confirm(connection, key, receipt);
    }

    private int change(String sql, long... parameters) throws SQLException {
        try (PreparedStatement change = connection.prepareStatement(sql)) {
            return execute(change, parameters);
        }
    }

    private static int execute(PreparedStatement change, long... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            change.setLong(i + 1, parameters[i]);
        }
        return change.executeUpdate();
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        mark.close();
        transactions.close();
    }
}
