package dev.stagedoor.query.duckdb;

import java.nio.file.Path;

/**
 * What a database is opened with.
 *
 * @param memoryBytes how much memory all running queries together may take
 * @param threads how many threads they share
 * @param readable the only directory whose files they may open; no text of a user can name one of them
 */
public record DatabaseOptions(long memoryBytes, int threads, Path readable) {}
