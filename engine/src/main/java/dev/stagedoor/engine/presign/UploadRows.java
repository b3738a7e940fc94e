package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.file.StageResolver;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.SystemRelation;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.UploadedPart;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code system.uploads}: the planned uploads, the newest first. */
public final class UploadRows {
    private static final List<Column> SCHEMA = List.of(
            Column.string("upload_id"),
            Column.string("user"),
            Column.string("stage"),
            Column.string("path"),
            Column.of("size", Scalar.UINT64),
            Column.of("part_size", Scalar.UINT64),
            Column.of("parts", Scalar.UINT64),
            Column.nullable("parts_received", Scalar.UINT64),
            Column.nullable("bytes_received", Scalar.UINT64),
            Column.nullableString("source"),
            Column.of("begun_at", Scalar.TIMESTAMP),
            Column.of("expires_at", Scalar.TIMESTAMP),
            Column.string("state"));

    /** How many stores' lists of parts one reading of the table asks for; those of older uploads are NULL. */
    static final int MAX_ASKED = 100;

    private static final int PLANS_AT_A_TIME = 200;

    private final PresignLedger ledger;
    private final PresignVisibility visibility;
    private final PlannedUploads uploads;
    private final Catalog catalog;
    private final Clock clock;

    public UploadRows(
            PresignLedger ledger,
            PresignVisibility visibility,
            StageResolver resolver,
            Authorization authorization,
            UrlRights rights,
            Catalog catalog,
            Clock clock) {
        this.ledger = ledger;
        this.visibility = visibility;
        this.uploads = new PlannedUploads(ledger, resolver, authorization, rights, clock);
        this.catalog = catalog;
        this.clock = clock;
    }

    public SystemRelation relation() {
        return SystemRelation.table("uploads", SCHEMA, Plans::new);
    }

    private final class Plans implements RowCursor {
        private final StatementContext context;
        private final Predicate<UploadPlan> visible;
        private final StageLookup stages = new StageLookup(catalog::stage);
        private final Queue<UploadPlan> read = new ArrayDeque<>();
        private Optional<PresignId> last = Optional.empty();
        private boolean exhausted;
        private int asked;

        Plans(StatementContext context) {
            this.context = context;
            this.visible = visibility.ofUploads(context);
        }

        @Override
        public @Nullable Row next() {
            for (UploadPlan plan = plan(); plan != null; plan = plan()) {
                if (visible.test(plan)) {
                    return row(plan);
                }
            }
            return null;
        }

        private @Nullable UploadPlan plan() {
            if (read.isEmpty() && !exhausted) {
                context.cancellation().check();
                List<UploadPlan> plans = ledger.uploads().older(last, PLANS_AT_A_TIME);
                exhausted = plans.size() < PLANS_AT_A_TIME;
                read.addAll(plans);
                last = plans.isEmpty() ? last : Optional.of(plans.getLast().id());
            }
            return read.poll();
        }

        private Row row(UploadPlan plan) {
            Optional<List<UploadedPart>> received = plan.isOpen() && !isExpired(plan) ? received(plan) : Optional.empty();
            boolean confirmed = plan.state() == UploadPlan.State.CONFIRMED;
            return Row.of(
                    plan.id().toString(),
                    plan.user(),
                    plan.stage(),
                    plan.path(),
                    plan.size(),
                    plan.partSize(),
                    (long) plan.parts(),
                    confirmed ? (Long) (long) plan.parts() : received.map(parts -> (long) parts.size()).orElse(null),
                    confirmed ? (Long) plan.size()
                            : received.map(parts -> parts.stream().mapToLong(UploadedPart::size).sum()).orElse(null),
                    plan.source().orElse(null),
                    plan.begunAt(),
                    plan.expiresAt(),
                    isExpired(plan) && plan.isOpen() ? "expired" : plan.state().name().toLowerCase(Locale.ROOT));
        }

        private boolean isExpired(UploadPlan plan) {
            return !clock.instant().isBefore(plan.expiresAt());
        }

        /** Empty where the store cannot be asked, and for all but the newest. */
        private Optional<List<UploadedPart>> received(UploadPlan plan) {
            if (asked == MAX_ASKED) {
                return Optional.empty();
            }
            asked++;
            try {
                return Optional.of(uploads.received(plan, uploads.file(plan, stages)));
            } catch (StagedoorException e) {
                return Optional.empty(); // the row tells what is known
            }
        }

        @Override
        public void close() {
            exhausted = true;
            read.clear();
        }
    }
}
