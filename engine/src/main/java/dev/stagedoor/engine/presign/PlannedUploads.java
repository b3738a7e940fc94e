package dev.stagedoor.engine.presign;

import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.file.StageFile;
import dev.stagedoor.engine.file.StageResolver;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.MultipartUploads;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.UploadedPart;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Planned uploads as statements find them again: whose they are, where they lie now, whether they still stand, what of them is there. */
final class PlannedUploads {
    private final PresignLedger ledger;
    private final StageResolver resolver;
    private final Authorization authorization;
    private final UrlRights rights;
    private final Clock clock;

    PlannedUploads(PresignLedger ledger, StageResolver resolver, Authorization authorization, UrlRights rights, Clock clock) {
        this.ledger = ledger;
        this.resolver = resolver;
        this.authorization = authorization;
        this.rights = rights;
        this.clock = clock;
    }

    /**
     * The plan of whoever asks, or with SUPER of anybody.
     *
     * @throws StagedoorException 1006; the same for one that is not there and for somebody else's
     */
    UploadPlan find(String id, StatementContext context) {
        return PresignId.parse(id)
                .flatMap(ledger.uploads()::find)
                .filter(plan -> plan.user().equals(context.principal().user()) || authorization.isSuper(context))
                .orElseThrow(() -> new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "There is no upload with id '" + ShownText.of(id)
                                + "' of yours; SELECT upload_id FROM system.uploads shows them."));
    }

    /** The same, when parts of it may still come. */
    UploadPlan findOpen(String id, StatementContext context) {
        UploadPlan plan = find(id, context);
        if (!plan.isOpen()) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "Upload '" + plan.id() + "' is " + (plan.state() == UploadPlan.State.CONFIRMED ? "confirmed" : "aborted")
                            + " already: plan a new one.");
        }
        return plan;
    }

    /**
     * The file of a plan, where its stage leads now.
     *
     * @throws StagedoorException 2501 when the stage is gone; 1063 when it leads elsewhere
     */
    StageFile file(UploadPlan plan, StageLookup stages) {
        Principal owner = new Principal(plan.user(), "public");
        StagePath path = new StagePath(plan.stage(), plan.path());
        StageFile file = resolver.file(path, owner, stages);
        if (!resolver.origin(path, owner, stages).equals(plan.place())) {
            throw denied("The stage that this was for leads elsewhere now.");
        }
        return new StageFile(path, file.store(), file.key(), file.rules(), file.location(), plan.basis());
    }

    /**
     * What a plan stands on, when it still does.
     *
     * @throws StagedoorException 1063 when it was revoked, has expired, or its user may not write the file any more
     */
    UrlStanding.Stands requireStanding(UploadPlan plan, StageFile file) {
        if (ledger.isRevoked(plan.id())) {
            throw denied("The upload was revoked.");
        }
        if (!clock.instant().isBefore(plan.expiresAt()) || ledger.hadExpired(plan.id(), plan.expiresAt())) {
            throw denied("The upload has expired at " + plan.expiresAt() + ": plan a new one.");
        }
        return switch (rights.ofUpload(file)) {
            case UrlStanding.Stands stands -> stands;
            case UrlStanding.Fallen(String sentence) -> throw denied(sentence);
        };
    }

    private static StagedoorException denied(String sentence) {
        return new StagedoorException(ErrorCode.PERMISSION_DENIED, "Permission denied: " + sentence);
    }

    /** The parts that are there. Of a file that is sent whole, itself. */
    List<UploadedPart> received(UploadPlan plan, StageFile file) {
        if (plan.upload().isPresent()) {
            return inParts(file.store()).parts(upload(plan, file));
        }
        return arrived(plan, file).map(object -> new UploadedPart(1, object.size(), object.etag())).stream().toList();
    }

    /** The object under the plan's key, when it is not the one that was there before. */
    static Optional<ObjectSummary> arrived(UploadPlan plan, StageFile file) {
        return file.store().stat(file.key()).filter(object -> !plan.before().equals(Optional.of(version(object))));
    }

    /** Tells an object from others that have its key before or after it. */
    static String version(ObjectSummary object) {
        return object.lastModified().toEpochMilli() + " " + object.size() + " " + object.etag().orElse("");
    }

    static MultipartUpload upload(UploadPlan plan, StageFile file) {
        return new MultipartUpload(file.key(), plan.upload().orElseThrow());
    }

    static MultipartUploads inParts(ObjectStore store) {
        return store.multipartUploads()
                .orElseThrow(() -> new StorageException(StorageException.Kind.UNSUPPORTED, "this store takes no uploads in parts"));
    }
}
