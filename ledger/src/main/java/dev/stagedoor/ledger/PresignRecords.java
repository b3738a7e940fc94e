package dev.stagedoor.ledger;

import org.jspecify.annotations.Nullable;

/** Rows of the ledger, the newest first, read as they are asked for. */
public interface PresignRecords extends AutoCloseable {
    /** @return null after the last */
    @Nullable PresignRecord next();

    @Override
    void close();
}
