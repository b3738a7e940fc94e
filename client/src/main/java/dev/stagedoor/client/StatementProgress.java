package dev.stagedoor.client;

import java.time.Duration;

/**
 * How far a statement has come, as its server told a moment ago.
 *
 * @param rows that were read; of files an estimate that tells the share of {@code totalRows} that is done
 * @param totalRows that will be read, as the server estimates them; 0 when it does not know
 * @param bytes of files that the server has at hand, or does not need
 * @param totalBytes of all files that the statement reads; 0 when it reads none
 * @param running since the statement came to the server
 */
public record StatementProgress(long rows, long totalRows, long bytes, long totalBytes, Duration running) {}
