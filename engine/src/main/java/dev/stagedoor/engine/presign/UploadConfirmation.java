package dev.stagedoor.engine.presign;

import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.StageResolver;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.ledger.UploadPlan.State;
import dev.stagedoor.ledger.UploadReceipt;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.signing.term.Sha256;
import dev.stagedoor.sql.Statement.AbortUpload;
import dev.stagedoor.sql.Statement.ConfirmUpload;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.UploadedPart;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends of planned uploads: CONFIRM UPLOAD, ABORT UPLOAD, and those that nobody ends. A confirmation is an upload at its last byte: it
 * enters the commit barrier and asks once more whether it still stands, before the store puts the parts together.
 */
public final class UploadConfirmation {
    private static final Logger LOG = LoggerFactory.getLogger(UploadConfirmation.class);

    /** So many uploads can be ended at once, at best. */
    private static final int LOCKS = 64;

    private static final long LOOK_UP_MILLIS = 100;

    /** How many abandoned uploads are read at a time. */
    private static final int SWEPT_AT_A_TIME = 100;

    private static final List<Column> SCHEMA = List.of(
            Column.string("location"),
            Column.of("size", Scalar.UINT64),
            Column.nullableString("etag"),
            Column.nullableString("sha256"));

    private final PresignLedger ledger;
    private final PlannedUploads uploads;
    private final UrlRights rights;
    private final Clock clock;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    public UploadConfirmation(
            PresignLedger ledger, StageResolver resolver, Authorization authorization, UrlRights rights, Clock clock) {
        this.ledger = ledger;
        this.uploads = new PlannedUploads(ledger, resolver, authorization, rights, clock);
        this.rights = rights;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Makes the file of its parts. A repetition gives the same receipt. */
    public StatementResult confirm(ConfirmUpload statement, StatementContext context) {
        UploadPlan plan = uploads.find(statement.id(), context);
        UploadPlan confirmed = alone(plan, context.cancellation(), () -> {
            UploadPlan now = uploads.find(statement.id(), context);
            return now.state() == State.CONFIRMED ? now : confirm(uploads.findOpen(statement.id(), context), context);
        });
        UploadReceipt receipt = confirmed.receipt().orElseThrow();
        Row row = Row.of(
                "@" + confirmed.stage() + "/" + confirmed.path(),
                receipt.size(),
                receipt.etag().orElse(null),
                receipt.sha256().orElse(null));
        return new StatementResult.Rows(SCHEMA, RowCursor.of(row), List.of());
    }

    private UploadPlan confirm(UploadPlan plan, StatementContext context) {
        StageFile file = uploads.file(plan, context.stages());
        UrlStanding.Stands stands = uploads.requireStanding(plan, file);
        ObjectSummary object;
        try (CommitBarrier.Passage _ = rights.barrier().enter(stands.stage(), stands.user())) {
            UrlStanding.Stands now = uploads.requireStanding(plan, file);
            object = plan.upload().isPresent() ? complete(plan, file, now) : whole(plan, file);
        }
        UploadReceipt receipt = new UploadReceipt(
                object.size(),
                object.etag(),
                plan.terms().find(Sha256.class).map(Sha256::hexadecimal),
                clock.instant());
        ledger.uploads().confirmed(plan.id(), receipt);
        if (plan.upload().isPresent() || !file.isBehindDoor()) {
            // The door has told of a file that was sent whole.
            ledger.used(new PresignUse(plan.id(), receipt.confirmedAt(), object.size(), context.client(), Optional.empty()));
        }
        return plan.as(State.CONFIRMED, Optional.of(receipt));
    }

    private ObjectSummary whole(UploadPlan plan, StageFile file) {
        List<UploadedPart> received = uploads.received(plan, file);
        requireWhole(plan, received);
        return PlannedUploads.arrived(plan, file).orElseThrow(() -> PartsCheck.incomplete(plan, List.of()));
    }

    private static void requireWhole(UploadPlan plan, List<UploadedPart> received) {
        if (!PartsCheck.isWhole(plan, received)) {
            throw PartsCheck.incomplete(plan, received);
        }
    }

    private ObjectSummary complete(UploadPlan plan, StageFile file, UrlStanding.Stands stands) {
        PutConditions conditions = UploadRules.narrowed(UploadPlanning.conditions(plan.terms()), stands.rules())
                .orElseThrow(() -> broken("CONTENT_TYPES"));
        UploadRules.broken(stands.rules(), conditions, plan.size()).ifPresent(rule -> {
            throw broken(rule);
        });
        List<UploadedPart> parts;
        try {
            parts = uploads.received(plan, file);
        } catch (StorageException e) {
            return lost(plan, file, Optional.empty(), e);
        }
        if (parts.isEmpty() && plan.state() == State.COMPLETING) {
            // Azure has no parts of an upload that it has put together.
            Optional<ObjectSummary> made = made(plan, file, Optional.empty());
            if (made.isPresent()) {
                return made.get();
            }
        }
        requireWhole(plan, parts);
        ledger.uploads().completing(plan.id());
        try {
            return PlannedUploads.inParts(file.store()).complete(PlannedUploads.upload(plan, file), parts, conditions);
        } catch (StorageException e) {
            return lost(plan.as(State.COMPLETING, Optional.empty()), file, UploadedPart.joinedEtag(parts), e);
        }
    }

    private static StagedoorException broken(String rule) {
        return new StagedoorException(
                ErrorCode.PERMISSION_DENIED, "Permission denied: the upload does not keep to what its stage asks for now: " + rule + ".");
    }

    /** The store knows the upload no more: it may have been completed by a request whose answer was lost. */
    private static ObjectSummary lost(UploadPlan plan, StageFile file, Optional<String> etag, StorageException e) {
        boolean asked = plan.state() == State.COMPLETING && e.kind() == StorageException.Kind.NOT_FOUND;
        return (asked ? made(plan, file, etag) : Optional.<ObjectSummary>empty()).orElseThrow(() -> e);
    }

    /** The object that an upload has become, as far as size, time and, where it is known, the ETag tell. */
    private static Optional<ObjectSummary> made(UploadPlan plan, StageFile file, Optional<String> etag) {
        return PlannedUploads.arrived(plan, file)
                .filter(object -> object.size() == plan.size())
                .filter(object -> etag.isEmpty() || object.etag().isEmpty() || object.etag().equals(etag));
    }

    /** Ends an upload without a file. One that is aborted already stays so. */
    public StatementResult abort(AbortUpload statement, StatementContext context) {
        UploadPlan plan = uploads.find(statement.id(), context);
        return alone(plan, context.cancellation(), () -> {
            UploadPlan now = uploads.find(statement.id(), context);
            if (now.state() == State.CONFIRMED) {
                uploads.findOpen(statement.id(), context);
            }
            if (now.isOpen()) {
                // First, so that nothing comes by a URL while the store deletes the parts.
                ledger.revoke(now.id());
                abortInStore(now, uploads.file(now, context.stages()));
                ledger.uploads().aborted(now.id());
            }
            return StatementResult.Done.DONE;
        });
    }

    private static void abortInStore(UploadPlan plan, StageFile file) {
        if (plan.upload().isPresent()) {
            PlannedUploads.inParts(file.store()).abort(PlannedUploads.upload(plan, file));
        }
    }

    /**
     * Aborts uploads that nobody has ended in time. What cannot be reached any more, such as the store of a stage that is gone, is left to
     * the store's own rule of age.
     *
     * @param age since the beginning
     * @param lookup of the stages as they are now
     * @return how many ended
     */
    public int abortAbandoned(Duration age, Supplier<StageLookup> lookup) {
        Instant before = clock.instant().minus(age);
        int ended = 0;
        List<UploadPlan> plans;
        do {
            plans = ledger.uploads().openSince(before, SWEPT_AT_A_TIME);
            for (UploadPlan plan : plans) {
                alone(plan, new Cancellation(), () -> abandon(plan, lookup));
                ended++;
            }
        } while (plans.size() == SWEPT_AT_A_TIME);
        return ended;
    }

    private boolean abandon(UploadPlan plan, Supplier<StageLookup> lookup) {
        try {
            abortInStore(plan, uploads.file(plan, lookup.get()));
        } catch (StagedoorException e) {
            LOG.info("the parts of upload {} are left to their store: {}", plan.id(), e.getMessage());
        }
        ledger.uploads().aborted(plan.id());
        return true;
    }

    private <R> R alone(UploadPlan plan, Cancellation cancellation, Supplier<R> work) {
        ReentrantLock lock = locks[Math.floorMod(plan.id().hashCode(), LOCKS)];
        try {
            while (!lock.tryLock(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Cancellation.aborted();
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
