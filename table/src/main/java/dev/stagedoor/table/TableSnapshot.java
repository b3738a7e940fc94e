package dev.stagedoor.table;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * The content of a table after one commit. Numbers are empty where another engine that made it did not tell them.
 *
 * @param parent of the content before it; empty for the first, and where that was expired
 * @param operation as Iceberg names it: {@code append}, {@code overwrite}, {@code delete} or {@code replace}
 */
public record TableSnapshot(
        long id,
        OptionalLong parent,
        Instant committedAt,
        String operation,
        OptionalLong addedRows,
        OptionalLong deletedRows,
        OptionalLong addedFiles,
        OptionalLong deletedFiles,
        OptionalLong totalRows,
        OptionalLong totalFiles,
        OptionalLong totalBytes) {}
