package dev.stagedoor.storage;

import dev.stagedoor.storage.StorageException.Kind;
import java.util.List;

/**
 * What a store takes of an upload in parts.
 *
 * @param minPartBytes of every part but the last
 * @param maxPartBytes of any part
 * @param maxParts also the largest number of a part
 * @param maxObjectBytes of all parts together
 */
public record MultipartLimits(long minPartBytes, long maxPartBytes, int maxParts, long maxObjectBytes) {
    public MultipartLimits {
        if (minPartBytes < 0 || maxPartBytes < minPartBytes || maxParts < 1 || maxObjectBytes < 1) {
            throw new IllegalArgumentException("limits that no upload could keep");
        }
    }

    /** @throws StorageException {@code INVALID_PART} when no part may have this number */
    public void requireNumber(int number) {
        if (number < 1 || number > maxParts) {
            throw new StorageException(Kind.INVALID_PART, "a part has a number from 1 to " + maxParts + ", not " + number);
        }
    }

    /** @throws StorageException {@code INVALID_PART} when there are none, or they are not in the order of their numbers, each once */
    public void requireOrder(List<UploadedPart> parts) {
        if (parts.isEmpty()) {
            throw new StorageException(Kind.INVALID_PART, "an object is made of at least one part");
        }
        int before = 0;
        for (UploadedPart part : parts) {
            requireNumber(part.number());
            if (part.number() <= before) {
                throw new StorageException(Kind.INVALID_PART, "parts are named in the order of their numbers, each once: " + part.number()
                        + " comes after " + before);
            }
            before = part.number();
        }
    }
}
