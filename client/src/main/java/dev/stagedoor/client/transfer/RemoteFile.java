package dev.stagedoor.client.transfer;

import java.util.Optional;

/**
 * A file of a stage as LIST shows it.
 *
 * @param path inside the stage
 * @param etag with its quotes
 */
public record RemoteFile(String path, long size, Optional<String> etag) {}
