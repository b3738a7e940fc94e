package dev.stagedoor.storage;

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
}
