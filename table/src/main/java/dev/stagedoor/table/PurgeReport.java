package dev.stagedoor.table;

/**
 * What was removed.
 *
 * @param snapshots contents of before that can no longer be read
 * @param files that nothing refers to
 * @param bytes of these files
 */
public record PurgeReport(long snapshots, long files, long bytes) {}
