package dev.stagedoor.table;

/**
 * What a sweep did.
 *
 * @param files that it has removed
 * @param bytes of these files
 * @param unreadableTables whose metadata is damaged or missing: of them nothing was removed. While there is one, no directory of another
 *     table is removed either that was dropped or got no name, because this one may refer to files there
 */
public record SweepReport(long files, long bytes, int unreadableTables) {}
