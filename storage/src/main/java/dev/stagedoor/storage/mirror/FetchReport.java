package dev.stagedoor.storage.mirror;

/**
 * What of a file a query needs, and what was fetched for it.
 *
 * @param size of the file, in bytes
 * @param needed bytes of it, present or not
 * @param missing bytes of these that were not on this machine when they were asked for; what was fetched, where it was to be fetched. A
 *     little more, where pieces lie close to each other
 * @param rowGroups how many a Parquet file has; 0 for others, and where its footer could not be taken into account
 * @param skippedRowGroups how many of them the query's conditions rule out
 */
public record FetchReport(long size, long needed, long missing, int rowGroups, int skippedRowGroups) {
    static FetchReport whole(long size, long missing) {
        return new FetchReport(size, size, missing, 0, 0);
    }
}
