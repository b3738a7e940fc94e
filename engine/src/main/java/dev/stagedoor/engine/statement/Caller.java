package dev.stagedoor.engine.statement;

import dev.stagedoor.storage.PresignId;

/**
 * Where a statement came from, and who wants to know what it was.
 *
 * @param address of the client, as text; empty when not known
 */
public record Caller(String address, Listener listener) {
    /** From nowhere in particular, with nobody listening. */
    public static final Caller UNKNOWN = new Caller("", Listener.NONE);

    /** Told what a statement is while it runs, on the thread that runs it. Must not throw. */
    public interface Listener {
        Listener NONE = new Listener() {
            @Override
            public void parsed(StatementSummary summary) {}

            @Override
            public void presigned(PresignId id) {}
        };

        /** The statement could be read; it has not begun. Of several in one text, those told of before have run. */
        void parsed(StatementSummary summary);

        /** A URL was issued under this id. */
        void presigned(PresignId id);
    }
}
