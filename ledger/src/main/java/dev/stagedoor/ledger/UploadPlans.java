package dev.stagedoor.ledger;

import dev.stagedoor.storage.PresignId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The uploads that were planned. Safe for use by many threads. What a method returned from survives the end of the machine.
 *
 * <p>Any method may throw a {@link dev.stagedoor.errors.StagedoorException} with {@code STORAGE_UNAVAILABLE} when the ledger cannot be
 * written.
 */
public interface UploadPlans {
    /** Enters a plan, before it is handed out. */
    void open(UploadPlan plan);

    /** What is known of a plan; empty when it was never entered, or was pruned. */
    Optional<UploadPlan> find(PresignId id);

    /**
     * Plans from the newest on.
     *
     * @param before those older than this one; all, where there is none
     * @param limit at most so many
     */
    List<UploadPlan> older(Optional<PresignId> before, int limit);

    /** Plans that are open and begun before a moment, the oldest first. @param limit at most so many */
    List<UploadPlan> openSince(Instant before, int limit);

    /** The store is about to be asked to put the parts together. Without effect on a plan that is not open. */
    void completing(PresignId id);

    /** The file is there. Without effect on a plan that is not open. */
    void confirmed(PresignId id, UploadReceipt receipt);

    /** Nothing comes of it any more. Without effect on a plan that is not open. */
    void aborted(PresignId id);
}
