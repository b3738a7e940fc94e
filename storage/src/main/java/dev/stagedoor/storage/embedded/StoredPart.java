package dev.stagedoor.storage.embedded;

import dev.stagedoor.storage.UploadedPart;
import dev.stagedoor.storage.embedded.IndexedObject.Place;
import java.util.Optional;

/**
 * A part of an upload, or of the object that was put together from it.
 *
 * @param number 1 to 10,000
 * @param start of its first byte in the object; 0 until there is one
 * @param size bytes
 * @param md5 of the bytes, 16 bytes
 * @param place a file or the index
 */
record StoredPart(int number, long start, long size, byte[] md5, Place place) {
    /** Of the byte behind its last one. */
    long end() {
        return start + size;
    }

    UploadedPart uploaded() {
        return new UploadedPart(number, size, Optional.of(IndexedObject.etag(md5, 0)));
    }
}
