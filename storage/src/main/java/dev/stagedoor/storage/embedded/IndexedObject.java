package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectSummary;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One row of the index.
 *
 * @param md5 of the bytes, 16 bytes
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
    }

    ObjectSummary summary() {
        return summary(key, size, md5, lastModified);
    }

    static ObjectSummary summary(String key, long size, byte[] md5, Instant lastModified) {
        return new ObjectSummary(key, size, Optional.of('"' + HEX.formatHex(md5) + '"'), lastModified);
    }
}
