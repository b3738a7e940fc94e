package dev.stagedoor.ledger;

import dev.stagedoor.storage.PresignId;
import java.time.Instant;
import java.util.Optional;

/**
 * The record of every presigned URL. Safe for use by many threads. What a method returned from survives the end of the process at any
 * point; {@link #claim} and the revocations survive the machine's as well.
 *
 * <p>Any method may throw a {@link dev.stagedoor.errors.StagedoorException} with {@code STORAGE_UNAVAILABLE} when the ledger cannot be
 * written. A URL that could not be entered must not be handed out.
 */
public interface PresignLedger extends AutoCloseable {
    /** An id later than every one given before, also by earlier processes over the same ledger. */
    PresignId nextId();

    /** Whether entries are taken without waiting, now and for the next thousands of them. */
    boolean hasRoom();

    /** Enters a URL, before it is handed out. Asks neither network nor, as a rule, disk. */
    void issued(IssuedPresign presign);

    /** What is known of a URL; empty when it was never entered, or was pruned. */
    Optional<PresignRecord> find(PresignId id);

    /** Every URL that is still in the ledger. */
    PresignRecords records();

    /** Whether the door must refuse it. Answered from memory for all but those issued before a revocation of many. */
    boolean isRevoked(PresignId id);

    /**
     * Whether a URL had expired by a clock that has gone back since, so that whether it was used or revoked may be forgotten. The door must
     * refuse it. Answered from memory.
     */
    boolean hadExpired(PresignId id, Instant expiresAt);

    /**
     * Takes the one use of a one-time URL, before anything is done with it.
     *
     * @param expiresAt until when the claim must be remembered
     * @return false when it was taken before: one of any number of racing callers gets true
     */
    boolean claim(PresignId id, Instant expiresAt);

    /** Gives a claim back, because nothing came of the use: nothing was stored, and no byte was sent. */
    void release(PresignId id);

    /** Notes a request at the door. May be written a moment later, in the order of the calls. */
    void used(PresignUse use);

    /**
     * Revokes one URL; revoked already, it stays so.
     *
     * @return what was done; empty when the id is not in the ledger
     */
    Optional<Revocation> revoke(PresignId id);

    /** Revokes every URL of the scope that was issued until now. */
    Revocation revokeAll(PresignScope scope);

    /** What {@link #revokeAll} would do now; it is not done. */
    Revocation wouldRevoke(PresignScope scope);

    /**
     * Where uploads to stores elsewhere are waited for: whoever lists the stage tells the ledger what it sees. Cheap when nothing is waited
     * for.
     *
     * @param stage the name of an external stage, or an internal one in a bucket elsewhere; {@code ~} with its user for user stages
     */
    ArrivalWatch watch(PresignScope stage);

    /** The uploads that were planned; each has an entry here under the same id. */
    UploadPlans uploads();

    @Override
    void close();

    /** See {@link #watch}. Used by one thread. */
    interface ArrivalWatch {
        /** A watch for nothing. */
        ArrivalWatch NONE = (path, bytes, lastModified) -> {};

        /** A file is there. URLs that could have brought it, and were issued no later than it was modified, have arrived. */
        void saw(String path, long bytes, Instant lastModified);
    }
}
