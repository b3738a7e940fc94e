package dev.stagedoor.engine;

import dev.stagedoor.query.duckdb.DatabaseOptions;
import dev.stagedoor.query.worker.Workers;
import dev.stagedoor.storage.mirror.Mirror;
import java.nio.file.Path;

/** Queries of tests: a worker in the test's own JVM, which starts in no time. */
public final class TestWorkers {
    private static final long MEMORY_BYTES = 256L << 20;

    private TestWorkers() {}

    /** With memory enough, and the files of the mirror. */
    public static Workers over(Mirror mirror) {
        return over(mirror, MEMORY_BYTES);
    }

    /** With so much memory. */
    public static Workers over(Mirror mirror, long memoryBytes) {
        Path output = mirror.directory().resolveSibling("output");
        return Workers.inThisProcess(new DatabaseOptions(memoryBytes, 2, mirror.directory(), 1L << 30).writingTo(output));
    }
}
