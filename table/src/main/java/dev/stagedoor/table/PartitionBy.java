package dev.stagedoor.table;

import dev.stagedoor.query.row.FileLayout.Transform;

/**
 * A transform of a column by which a table is parted.
 *
 * @param width of TRUNCATE, and the number of buckets of BUCKET; 0 of others
 */
public record PartitionBy(String column, Transform transform, int width) {}
