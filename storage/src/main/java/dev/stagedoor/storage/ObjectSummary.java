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
public record ObjectSummary(String key, long size, Optional<String> etag, Instant lastModified) {}
