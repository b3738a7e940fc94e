package dev.stagedoor.engine.presign;

import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignRecords;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The ledger as rows: {@code system.presigns}, the newest URL first. Never a URL, never a signature. */
public final class PresignRows {
    public static final List<Column> SCHEMA = List.of(
            Column.string("id"),
            Column.of("issued_at", Scalar.TIMESTAMP),
            Column.string("user"),
            Column.string("stage"),
            Column.string("path"),
            Column.string("method"),
            Column.of("terms", Scalar.VARIANT),
            Column.of("expires_at", Scalar.TIMESTAMP),
            Column.nullable("used_at", Scalar.TIMESTAMP),
            Column.nullable("last_used_at", Scalar.TIMESTAMP),
            Column.of("uses", Scalar.UINT64),
            Column.nullable("bytes", Scalar.UINT64),
            Column.string("outcome"),
            Column.nullableString("reason"),
            Column.nullableString("client_address"),
            Column.nullableString("used_from"));

    private final PresignLedger ledger;
    private final PresignVisibility visibility;

    public PresignRows(PresignLedger ledger, PresignVisibility visibility) {
        this.ledger = ledger;
        this.visibility = visibility;
    }

    /** What the caller may see, read from the ledger as it is asked for. */
    public StatementResult.Rows rows(StatementContext context) {
        return new StatementResult.Rows(SCHEMA, new Cursor(ledger.records(), visibility.of(context)), List.of());
    }

    private static final class Cursor implements RowCursor {
        private final PresignRecords records;
        private final Predicate<IssuedPresign> visible;

        Cursor(PresignRecords records, Predicate<IssuedPresign> visible) {
            this.records = records;
            this.visible = visible;
        }

        @Override
        public @Nullable Row next() {
            for (PresignRecord record = records.next(); record != null; record = records.next()) {
                if (visible.test(record.issued())) {
                    return row(record);
                }
            }
            return null;
        }

        private static Row row(PresignRecord record) {
            IssuedPresign issued = record.issued();
            return Row.of(
                    issued.id().toString(),
                    issued.issuedAt(),
                    issued.user(),
                    issued.stage(),
                    issued.path(),
                    issued.method().name(),
                    issued.terms(),
                    issued.expiresAt(),
                    record.firstUsedAt().orElse(null),
                    record.lastUsedAt().orElse(null),
                    record.uses(),
                    record.bytes().isPresent() ? record.bytes().getAsLong() : null,
                    record.outcome().name().toLowerCase(Locale.ROOT),
                    record.refusal().orElse(null),
                    issued.clientAddress().isEmpty() ? null : issued.clientAddress(),
                    record.usedFrom().orElse(null));
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
