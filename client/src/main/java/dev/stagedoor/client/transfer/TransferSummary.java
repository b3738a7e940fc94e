package dev.stagedoor.client.transfer;

/**
 * What became of the files of a transfer.
 *
 * @param moved files that are where they should be now
 * @param bytes of these files
 * @param skipped files that were left alone
 * @param failed files that were not moved
 * @param missing what was named and has no file
 */
public record TransferSummary(long moved, long bytes, long skipped, long failed, long missing) {
    /** Whether everything that was asked for is where it should be. */
    public boolean isComplete() {
        return failed == 0 && missing == 0;
    }

    /** Both together. */
    public TransferSummary plus(TransferSummary other) {
        return new TransferSummary(
                moved + other.moved, bytes + other.bytes, skipped + other.skipped, failed + other.failed, missing + other.missing);
    }
}
