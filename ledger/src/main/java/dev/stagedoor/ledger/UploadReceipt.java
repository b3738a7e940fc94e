package dev.stagedoor.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What a confirmed upload became.
 *
 * @param size bytes
 * @param etag the store's ETag, with its double quotes
 * @param sha256 in hexadecimal digits, where it is known
 */
public record UploadReceipt(long size, Optional<String> etag, Optional<String> sha256, Instant confirmedAt) {}
