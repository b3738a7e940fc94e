package dev.stagedoor.table;

import java.time.Instant;
import java.util.Optional;

/**
 * A file that a COPY reads, in the version in which it was listed. Two are the same when location and ETag are; where the store gives no
 * ETags, when location, size and time are.
 *
 * @param location of the file in the whole world, so that a stage that is dropped and made again elsewhere names another one
 * @param size bytes
 * @param lastModified counts to the millisecond
 */
public record LoadSource(String location, Optional<String> etag, long size, Instant lastModified) {}
