package dev.stagedoor.storage;

import java.util.Optional;

/**
 * A part of an upload that its store has.
 *
 * @param number from 1; parts are put together in its order, and numbers may be left out
 * @param size bytes
 * @param etag the store's ETag of the part verbatim, with its double quotes; empty where parts have none (Azure). On stores of S3 it is,
 *     as a rule, the MD5 of the part
 */
public record UploadedPart(int number, long size, Optional<String> etag) {}
