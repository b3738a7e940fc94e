package dev.stagedoor.client.transfer;

import java.time.Duration;

/**
 * How files are moved.
 *
 * @param parallel the most requests at once, for files and parts of files together
 * @param patience how long what fails is tried again
 * @param stall how long a request may move no byte
 * @param replace whether files that are there already are replaced
 * @param checksum whether the SHA-256 of uploads is announced, and verified by the store
 * @param dryRun whether nothing is moved
 */
public record TransferOptions(
        int parallel, Duration patience, Duration stall, boolean replace, boolean checksum, boolean dryRun) {
    public static final int DEFAULT_PARALLEL = 8;
    public static final int MAX_PARALLEL = 64;
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);
    public static final Duration DEFAULT_STALL = Duration.ofSeconds(30);

    public TransferOptions {
        if (parallel < 1 || parallel > MAX_PARALLEL) {
            throw new IllegalArgumentException("from 1 to " + MAX_PARALLEL + " requests can run in parallel");
        }
    }

    /** Replaces what is there, and does not announce checksums. */
    public static TransferOptions defaults() {
        return new TransferOptions(DEFAULT_PARALLEL, DEFAULT_PATIENCE, DEFAULT_STALL, true, false, false);
    }
}
