package dev.stagedoor.ledger;

import dev.stagedoor.signing.term.Terms;
import dev.stagedoor.storage.PresignBasis;
import dev.stagedoor.storage.PresignId;
import java.time.Instant;
import java.util.Optional;

/**
 * An upload that was planned by its size, and is confirmed when its parts are there.
 *
 * @param id under which its URLs are entered in the ledger, too: one for all parts
 * @param user who asked for it
 * @param stage {@code ~} for that user's own
 * @param path from the root of the stage
 * @param basis what it stands on, whatever becomes of the names
 * @param place where the stage led, as a text that no other place has; without secrets
 * @param upload the id by which the store knows it; empty where the file is sent whole
 * @param before what told the object that was there apart from later ones; empty when there was none
 * @param size bytes of the file
 * @param partSize bytes of every part but the last
 * @param terms of the upload as a whole
 * @param source a text of the client's
 * @param expiresAt the first instant at which it can be confirmed no more
 * @param receipt what became of it; present when it is {@link State#CONFIRMED}
 */
public record UploadPlan(
        PresignId id,
        String user,
        String stage,
        String path,
        PresignBasis basis,
        String place,
        Optional<String> upload,
        Optional<String> before,
        long size,
        long partSize,
        Terms terms,
        Optional<String> source,
        Instant begunAt,
        Instant expiresAt,
        State state,
        Optional<UploadReceipt> receipt) {
    /** How far it has come. The names in lower case are shown to users; their order is stored. */
    public enum State {
        /** Parts may come. */
        OPEN,
        /** The store was asked to put the parts together, and its answer is not known. */
        COMPLETING,
        /** The file is there. */
        CONFIRMED,
        /** Nothing comes of it any more. */
        ABORTED
    }

    /** Whether something may still come of it. */
    public boolean isOpen() {
        return state == State.OPEN || state == State.COMPLETING;
    }

    /** How many parts the file has; an empty one has one. */
    public int parts() {
        return Math.toIntExact(Math.max(1, (size + partSize - 1) / partSize));
    }

    /** Where a part begins. @param number from 1 */
    public long offset(int number) {
        return (number - 1) * partSize;
    }

    /** How many bytes a part has. @param number from 1 */
    public long length(int number) {
        return Math.min(partSize, size - offset(number));
    }

    /** The same, further on. */
    public UploadPlan as(State other, Optional<UploadReceipt> known) {
        return new UploadPlan(
                id, user, stage, path, basis, place, upload, before, size, partSize, terms, source, begunAt, expiresAt, other, known);
    }
}
