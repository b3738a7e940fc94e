package dev.stagedoor.table;

import dev.stagedoor.storage.ObjectKey;

/**
 * A data file of a table: Parquet, whose columns have the field ids of the table.
 *
 * @param key in the warehouse's store
 * @param size bytes
 */
public record TableFile(ObjectKey key, long size, long rows) {}
