package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.ledger.UploadPlan.State;
import dev.stagedoor.ledger.UploadReceipt;
import dev.stagedoor.signing.term.ContentLength;
import dev.stagedoor.signing.term.ContentType;
import dev.stagedoor.signing.term.FromAddresses;
import dev.stagedoor.signing.term.MaxSize;
import dev.stagedoor.signing.term.NoOverwrite;
import dev.stagedoor.signing.term.OneTime;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.signing.term.Term;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.PresignBasis;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of the table {@code upload}. */
final class StoredUploads {
    private static final int COLUMNS = 22;

    private StoredUploads() {}

    static void insert(Connection connection, UploadPlan plan) throws SQLException {
        Terms terms = plan.terms();
        String sql = "INSERT INTO upload (key, random, user, stage, path, basis, place, upload, before, size, part_size, content_type,"
                + " content_length, max_size, sha256, overwrite, one_time, from_ip, source, begun_at, expires_at, state) VALUES (?"
                + ", ?".repeat(COLUMNS - 1) + ")";
        @Nullable Object[] values = {
            LedgerKey.of(plan.id()),
            plan.id().value().getLeastSignificantBits(),
            plan.user(),
            plan.stage(),
            plan.path(),
            plan.basis().toString(),
            plan.place(),
            plan.upload().orElse(null),
            plan.before().orElse(null),
            plan.size(),
            plan.partSize(),
            terms.contentType().orElse(null),
            terms.find(ContentLength.class).map(ContentLength::bytes).orElse(null),
            terms.find(MaxSize.class).map(MaxSize::bytes).orElse(null),
            terms.find(Sha256.class).map(Sha256::digest).orElse(null),
            terms.has(NoOverwrite.class) ? 0 : 1,
            terms.has(OneTime.class) ? 1 : 0,
            terms.find(FromAddresses.class).flatMap(Term::parameter).orElse(null),
            plan.source().orElse(null),
            LedgerFormat.micros(plan.begunAt()),
            LedgerFormat.micros(plan.expiresAt()),
            plan.state().ordinal()
        };
        execute(connection, sql, values);
    }

    static void confirm(Connection connection, long key, UploadReceipt receipt) throws SQLException {
        execute(
                connection,
                "UPDATE upload SET state = ?, receipt_size = ?, receipt_etag = ?, receipt_sha256 = ?, confirmed_at = ? WHERE key = ?"
                        + " AND state < 2",
                State.CONFIRMED.ordinal(),
                receipt.size(),
                receipt.etag().orElse(null),
                receipt.sha256().orElse(null),
                LedgerFormat.micros(receipt.confirmedAt()),
                key);
    }

    private static void execute(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /** @param where the condition on a key, and the order */
    static List<UploadPlan> select(Connection connection, String where, long key, int limit) throws SQLException {
        List<UploadPlan> plans = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT * FROM upload WHERE " + where + " LIMIT ?")) {
            query.setLong(1, key);
            query.setInt(2, limit);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    plans.add(plan(row));
                }
            }
        }
        return plans;
    }

    private static UploadPlan plan(ResultSet row) throws SQLException {
        State state = State.values()[row.getInt("state")];
        return new UploadPlan(
                LedgerKey.id(row.getLong("key"), row.getLong("random")),
                row.getString("user"),
                row.getString("stage"),
                row.getString("path"),
                PresignBasis.parse(row.getString("basis")),
                row.getString("place"),
                Optional.ofNullable(row.getString("upload")),
                Optional.ofNullable(row.getString("before")),
                row.getLong("size"),
                row.getLong("part_size"),
                terms(row),
                Optional.ofNullable(row.getString("source")),
                LedgerFormat.instant(row.getLong("begun_at")),
                LedgerFormat.instant(row.getLong("expires_at")),
                state,
                state == State.CONFIRMED ? Optional.of(receipt(row)) : Optional.empty());
    }

    private static Terms terms(ResultSet row) throws SQLException {
        List<Term> terms = new ArrayList<>();
        Optional.ofNullable(row.getString("content_type")).map(ContentType::new).ifPresent(terms::add);
        number(row, "content_length").map(ContentLength::new).ifPresent(terms::add);
        number(row, "max_size").map(MaxSize::new).ifPresent(terms::add);
        Optional.ofNullable(row.getBytes("sha256")).map(Sha256::new).ifPresent(terms::add);
        if (!row.getBoolean("overwrite")) {
            terms.add(new NoOverwrite());
        }
        if (row.getBoolean("one_time")) {
            terms.add(new OneTime());
        }
        Optional.ofNullable(row.getString("from_ip")).map(text -> Term.ofParameter(TermName.FROM_IP, text)).ifPresent(terms::add);
        return Terms.of(terms);
    }

    private static UploadReceipt receipt(ResultSet row) throws SQLException {
        return new UploadReceipt(
                row.getLong("receipt_size"),
                Optional.ofNullable(row.getString("receipt_etag")),
                Optional.ofNullable(row.getString("receipt_sha256")),
                LedgerFormat.instant(row.getLong("confirmed_at")));
    }

    private static Optional<Long> number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }
}
