package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.MultipartLimits;
import dev.stagedoor.storage.MultipartUpload;
import dev.stagedoor.storage.UploadedPart;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** A change of the index, whole or not at all. */
sealed interface Mutation {
    /**
     * @param onlyIfAbsent refused when the key exists
     */
    record Put(IndexedObject object, boolean onlyIfAbsent) implements Mutation {}

    /** Keys that do not exist are no error. */
    record Delete(List<String> keys) implements Mutation {}

    /** Begins an upload in parts. */
    record Begin(IndexedUpload upload) implements Mutation {}

    /** Puts a part in place of any of its number. Refused when there is no such upload. */
    record PutPart(MultipartUpload upload, StoredPart part) implements Mutation {}

    /**
     * Makes an object of the parts of an upload, and ends the upload. Refused as {@link dev.stagedoor.storage.MultipartUploads#complete}
     * says.
     *
     * @param named in the order of their numbers, each once
     */
    record Complete(MultipartUpload upload, List<UploadedPart> named, boolean onlyIfAbsent, MultipartLimits limits, Instant now)
            implements Mutation {}

    /** Ends an upload. One that does not exist is no error. */
    record Abort(MultipartUpload upload) implements Mutation {}

    /** Deletes some rows of parts that nothing refers to, and whose files are gone. */
    record Forget(long composition) implements Mutation {}

    /** The file that nothing refers to unless this change is made. */
    default OptionalLong newBlob() {
        return switch (this) {
            case Put put -> blob(put.object().place());
            case PutPart put -> blob(put.part().place());
            case Delete _, Begin _, Complete _, Abort _, Forget _ -> OptionalLong.empty();
        };
    }

    private static OptionalLong blob(Place place) {
        return place instanceof Place.Blob(long id, PieceChecksums _) ? OptionalLong.of(id) : OptionalLong.empty();
    }

    /** Whether it must be possible on a full disk, because afterwards there is more room. */
    default boolean makesRoom() {
        return switch (this) {
            case Delete _, Abort _, Forget _ -> true;
            case Put _, Begin _, PutPart _, Complete _ -> false;
        };
    }
}
