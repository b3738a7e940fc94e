package dev.stagedoor.engine;

import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An INSERT of the rows of a file that comes with the request: first the file, then the statement. For one thread at a time. */
public final class StreamingLoad implements AutoCloseable {
    /** What every key of such a file begins with, after the root. No path of a stage leads there: those begin with {@code stage/}. */
    static final String PREFIX = "load/";

    private static final Logger LOG = LoggerFactory.getLogger(StreamingLoad.class);

    private final Prepared statement;
    private final ObjectStore store;
    private final ObjectKey key;

    /** @param statement which reads what is put at {@code key} */
    StreamingLoad(Prepared statement, ObjectStore store, ObjectKey key) {
        this.statement = statement;
        this.store = store;
        this.key = key;
    }

    /** @throws StorageException when the file could not be stored, or its body broke off */
    public ObjectSummary receive(ObjectBody body) {
        return store.put(key, body, PutConditions.NONE);
    }

    /** To be run when the file is there. */
    public Prepared statement() {
        return statement;
    }

    /** Removes the file. One that cannot be removed now goes when the server starts. */
    @Override
    public void close() {
        try {
            store.delete(List.of(key.value()));
        } catch (StorageException e) {
            LOG.warn("a file that was loaded could not be removed", e);
        }
    }
}
