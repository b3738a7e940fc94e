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
 * @param use what of it the query needs
 */
public record StagedFile(Path path, String name, long size, Optional<String> etag, Instant lastModified, FileUse use) {
    /**
     * What of a file a query needs.
     *
     * @param missing bytes that were not on this machine: they have been fetched, or would be, if the query is only explained
     * @param rowGroups of a Parquet file; 0 of others
     * @param skippedRowGroups those of them that the query's conditions rule out
     */
    public record FileUse(long missing, int rowGroups, int skippedRowGroups) {}
}
