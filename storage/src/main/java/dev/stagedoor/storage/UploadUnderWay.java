package dev.stagedoor.storage;

import java.time.Instant;

/**
 * An upload in parts that has neither been completed nor aborted.
 *
 * @param begunAt to the millisecond, by the store's clock
 */
public record UploadUnderWay(MultipartUpload upload, Instant begunAt) {
    /**
     * A place in the order of uploads.
     *
     * @param key empty for the beginning
     * @param id empty for the place behind all uploads of the key
     */
    public record Position(String key, String id) {
        /** Before every upload. */
        public static final Position BEGINNING = new Position("", "");

        /** Behind this upload. */
        public static Position of(UploadUnderWay upload) {
            return new Position(upload.upload().key().value(), upload.upload().id());
        }
    }
}
