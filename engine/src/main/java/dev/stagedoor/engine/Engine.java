package dev.stagedoor.engine;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.storage.ObjectStore;
import java.time.Clock;

/** Runs statements against a catalog and the server's internal store. Safe for use by many threads. */
public final class Engine implements AutoCloseable {
    /** The Databend version whose behaviour is answered; bare semantic version, as clients parse it. */
    public static final String DATABEND_VERSION = "1.2.880-nightly";

    /**
     * @param catalog not closed by the engine
     * @param internalStore where user stages and internal stages live; not closed by the engine
     */
    public Engine(Catalog catalog, ObjectStore internalStore, Clock clock, EngineOptions options) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * Runs one statement.
     *
     * @throws dev.stagedoor.errors.StagedoorException for everything the user can be told; anything else is a defect
     */
    public StatementResult execute(String sql, StatementContext context) {
        throw new UnsupportedOperationException("not written yet");
    }

    /**
     * Where a file uploaded through the server goes; the checks are those of {@code PRESIGN UPLOAD}.
     *
     * @param path of the file, not of a directory
     * @throws dev.stagedoor.errors.StagedoorException 2501, 1006, 1063 as PRESIGN UPLOAD
     */
    public StageFile uploadTarget(StagePath path, Principal principal) {
        throw new UnsupportedOperationException("not written yet");
    }

    @Override
    public void close() {}
}
