package dev.stagedoor.table;

import java.time.Instant;

/**
 * A line of a table's load history.
 *
 * @param loadedAt when it was committed
 * @param forced whether it was loaded although it may have been loaded before
 */
public record LoadRecord(LoadedFile file, Instant loadedAt, boolean forced) {}
