package dev.stagedoor.query.duckdb;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A file of a stage, and where DuckDB finds it.
 *
 * @param path of the local file, absolute and without symbolic links
 * @param name its path from the root of the stage
 * @param size in bytes, as it lies in its store
 * @param etag as LIST shows it, with its quotes
 */
public record StagedFile(Path path, String name, long size, Optional<String> etag, Instant lastModified) {}
