package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectSummary;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One row of the index.
 *
 * @param md5 of the bytes, or, when they are in parts, of the MD5s of the parts; 16 bytes
 */
record IndexedObject(String key, long size, byte[] md5, Instant lastModified, ObjectAttributes attributes, Place place) {
    private static final HexFormat HEX = HexFormat.of();

    /** Where the bytes are. */
    sealed interface Place {
        /**
         * In the index itself.
         *
         * @param checksums of all of it; none for content from before there were any, and for empty content
         */
        record Inline(byte[] bytes, PieceChecksums checksums) implements Place {}

        /**
         * In a file.
         *
         * @param checksums all of it when it is written; none when its row is read, which is most often enough
         */
        record Blob(long id, PieceChecksums checksums) implements Place {}

        /**
         * In parts, each of which is in a file or in the index.
         *
         * @param id by which the rows of the parts are known
         * @param parts how many they are, at least one
         */
        record Composed(long id, int parts) implements Place {}
    }

    ObjectSummary summary() {
        return summary(key, size, md5, place instanceof Place.Composed composed ? composed.parts() : 0, lastModified);
    }

    /** @param parts 0 when it was put whole */
    static ObjectSummary summary(String key, long size, byte[] md5, int parts, Instant lastModified) {
        return new ObjectSummary(key, size, Optional.of(etag(md5, parts)), lastModified);
    }

    /**
     * As S3 makes it.
     *
     * @param md5 of the bytes, or of the MD5s of the parts
     * @param parts 0 when it was put whole
     */
    static String etag(byte[] md5, int parts) {
        String hex = '"' + HEX.formatHex(md5);
        return parts == 0 ? hex + '"' : hex + "-" + parts + '"';
    }
}
