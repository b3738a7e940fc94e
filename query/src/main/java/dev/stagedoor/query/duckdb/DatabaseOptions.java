package dev.stagedoor.query.duckdb;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a database is opened with.
 *
 * @param memoryBytes how much memory all running queries together may take
 * @param threads how many threads they share
 * @param readable the only directory whose files they may open; no text of a user can name one of them
 * @param maxExpandedBytes what one compressed text file may expand to
 * @param writable the only directory to which they may write files, where the server asks for that; empty for none
 * @param spill where queries go on that outgrow the memory; empty: they fail
 */
public record DatabaseOptions(
        long memoryBytes, int threads, Path readable, long maxExpandedBytes, Optional<Path> writable, Optional<Spill> spill) {
    /**
     * A directory of the database's own.
     *
     * @param directory made when a query first needs it
     * @param maxBytes how much all running queries together may put there
     */
    public record Spill(Path directory, long maxBytes) {}

    /** Without a place to write to, and without one to spill to. */
    public DatabaseOptions(long memoryBytes, int threads, Path readable, long maxExpandedBytes) {
        this(memoryBytes, threads, readable, maxExpandedBytes, Optional.empty(), Optional.empty());
    }

    /** The same, writing files to a directory. */
    public DatabaseOptions writingTo(Path directory) {
        return new DatabaseOptions(memoryBytes, threads, readable, maxExpandedBytes, Optional.of(directory), spill);
    }

    /** The same, spilling so many bytes at most to a directory; 0 for none. */
    public DatabaseOptions spillingTo(Path directory, long maxBytes) {
        return new DatabaseOptions(
                memoryBytes,
                threads,
                readable,
                maxExpandedBytes,
                writable,
                maxBytes == 0 ? Optional.empty() : Optional.of(new Spill(directory, maxBytes)));
    }
}
