package dev.stagedoor.storage.mirror;

import java.time.Instant;
import java.util.Optional;

/**
 * What the mirror has of one version of an object.
 *
 * @param store where the object is; no secret
 * @param key the object's, in its store
 * @param etag with its quotes
 * @param size of the object, in bytes
 * @param present bytes of it that are on this machine
 * @param inPlace whether it is the object's own file under a second name
 * @param readers queries that read it now
 * @param lastUsed when a query began or ended to read it
 */
public record MirrorEntry(
        String store, String key, Optional<String> etag, long size, long present, boolean inPlace, int readers, Instant lastUsed) {}
