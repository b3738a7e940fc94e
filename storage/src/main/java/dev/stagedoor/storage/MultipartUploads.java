package dev.stagedoor.storage;

import dev.stagedoor.signing.PresignedRequest;
import java.util.Iterator;
import java.util.List;

/**
 * Objects whose bytes come in parts, in any order and at the same time, and are put together at the end. Safe for use by many threads.
 * Until {@link #complete} returns nothing of an upload is visible under its key, and what was there before is as it was.
 *
 * <p>Methods throw {@link StorageException}: {@code NOT_FOUND} when the upload is not there (unknown, completed or aborted), as far as the
 * store tells, and what {@link ObjectStore} says of the same operation on whole objects.
 */
public interface MultipartUploads {
    /** Fixed for the life of the store. */
    MultipartLimits limits();

    /**
     * Begins an upload.
     *
     * @param conditions attributes are kept with the object. {@code onlyIfAbsent} refuses a key that exists now; only
     *     {@link #complete} decides. Checksums of a whole object are {@code UNSUPPORTED}
     */
    MultipartUpload begin(ObjectKey key, PutConditions conditions);

    /**
     * Puts a part, in place of an earlier one of that number. Durable, as {@link ObjectStore#put}, when it returns.
     *
     * @param number 1 to {@link MultipartLimits#maxParts}
     * @param checksums of the part's bytes
     * @throws StorageException also {@code ENTITY_TOO_LARGE}, beyond {@link MultipartLimits#maxPartBytes}
     */
    UploadedPart putPart(MultipartUpload upload, int number, ObjectBody body, List<Checksum> checksums);

    /**
     * Signs a PUT of one part. Embedded: neither network nor disk; the upload need not exist.
     *
     * @param terms as of {@link ObjectStore#presign}; {@code OVERWRITE = FALSE} and content types are of the whole upload, and
     *     {@code UNSUPPORTED} here
     */
    PresignedRequest presignPart(MultipartUpload upload, int number, PresignTerms terms);

    /** The parts that are there, in the order of their numbers; at most {@link MultipartLimits#maxParts}. */
    List<UploadedPart> parts(MultipartUpload upload);

    /**
     * Puts the parts together under the upload's key, in one step, and ends the upload. Parts that are not named are deleted. May be
     * repeated where the answer was lost: a store that no longer knows the upload says {@code NOT_FOUND}, and the caller looks at the
     * object.
     *
     * @param parts in the order of their numbers, at least one, as {@link #putPart} or {@link #parts} told of them. A part that is not
     *     there, or has another ETag, is {@code INVALID_PART}; one that is too small is {@code ENTITY_TOO_SMALL}; the upload goes on
     * @param conditions {@code onlyIfAbsent} is decided here, as atomically as the store can. Attributes are those of {@link #begin}, once
     *     more, for stores that take them only now (Azure)
     */
    ObjectSummary complete(MultipartUpload upload, List<UploadedPart> parts, PutConditions conditions);

    /** Ends an upload and deletes its parts. One that is not there is no error. */
    void abort(MultipartUpload upload);

    /**
     * Uploads under way of keys that begin with {@code prefix}, in the order of keys and then of ids, as far as the store can list them
     * (Azure cannot). Fetched as they are asked for.
     *
     * @param after those after this one alone
     */
    Iterator<UploadUnderWay> list(KeyPrefix prefix, UploadUnderWay.Position after);
}
