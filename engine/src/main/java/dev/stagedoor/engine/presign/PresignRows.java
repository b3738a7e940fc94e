package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.ledger.IssuedPresign;
import dev.stagedoor.catalog.ledger.PresignLedger;
import dev.stagedoor.catalog.ledger.PresignRecord;
import dev.stagedoor.catalog.ledger.PresignRecords;
import dev.stagedoor.engine.statement.CellText;
import dev.stagedoor.engine.statement.Column;
import dev.stagedoor.engine.statement.RowCursor;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The ledger as rows: {@code system.presigns}, the newest URL first. Never a URL, never a signature. */
public final class PresignRows {
    public static final List<Column> SCHEMA = List.of(
            Column.string("id"),
            new Column("issued_at", "Timestamp"),
            Column.string("user"),
            Column.string("stage"),
            Column.string("path"),
            Column.string("method"),
            new Column("terms", "Variant"),
            new Column("expires_at", "Timestamp"),
            new Column("used_at", "Nullable(Timestamp)"),
            new Column("last_used_at", "Nullable(Timestamp)"),
            new Column("uses", "UInt64"),
            new Column("bytes", "Nullable(UInt64)"),
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
    public StatementResult.Rows rows(StatementContext context, ZoneId zone) {
        return new StatementResult.Rows(SCHEMA, new Cursor(ledger.records(), visibility.of(context), zone), List.of());
    }

    private static final class Cursor implements RowCursor {
        private final PresignRecords records;
        private final Predicate<IssuedPresign> visible;
        private final ZoneId zone;

        Cursor(PresignRecords records, Predicate<IssuedPresign> visible, ZoneId zone) {
            this.records = records;
            this.visible = visible;
            this.zone = zone;
        }

        @Override
        public @Nullable String @Nullable [] next() {
            for (PresignRecord record = records.next(); record != null; record = records.next()) {
                if (visible.test(record.issued())) {
                    return row(record);
                }
            }
            return null;
        }

        private @Nullable String[] row(PresignRecord record) {
            IssuedPresign issued = record.issued();
            return new @Nullable String[] {
                issued.id().toString(),
                CellText.timestamp(issued.issuedAt(), zone),
                issued.user(),
                issued.stage(),
                issued.path(),
                issued.method().name(),
                issued.terms(),
                CellText.timestamp(issued.expiresAt(), zone),
                moment(record.firstUsedAt()),
                moment(record.lastUsedAt()),
                Long.toString(record.uses()),
                record.bytes().isPresent() ? Long.toString(record.bytes().getAsLong()) : null,
                record.outcome().name().toLowerCase(Locale.ROOT),
                record.refusal().orElse(null),
                issued.clientAddress().isEmpty() ? null : issued.clientAddress(),
                record.usedFrom().orElse(null)
            };
        }

        private @Nullable String moment(Optional<Instant> instant) {
            return instant.map(at -> CellText.timestamp(at, zone)).orElse(null);
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
