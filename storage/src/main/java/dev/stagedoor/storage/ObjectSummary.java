package dev.stagedoor.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * One object, as a listing or {@link ObjectStore#stat} tells of it.
 *
 * @param key kept as text: a foreign store may hold keys that {@link ObjectKey} refuses
 * @param size bytes
 * @param etag the store's ETag verbatim, with its double quotes
 * @param lastModified to the millisecond
 */
public record ObjectSummary(String key, long size, Optional<String> etag, Instant lastModified) {
    /**
     * Whether both tell of one version of an object. A store that has ETags tells all with them; of the others, some know the time of
     * change to the second only.
     */
    public boolean isSameVersion(ObjectSummary other) {
        boolean sameTime = other.lastModified.getEpochSecond() == lastModified.getEpochSecond();
        return other.size == size && other.etag.equals(etag) && (etag.isPresent() || sameTime);
    }
}
