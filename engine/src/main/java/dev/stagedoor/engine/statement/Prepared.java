package dev.stagedoor.engine.statement;

import dev.stagedoor.errors.StagedoorException;

/** A text that could be read: one statement, or several that run in order, each once. For one thread at a time. */
public interface Prepared {
    /** What running takes, so that whoever runs it can choose the thread. */
    enum Cost {
        /** Microseconds, in memory, and it waits for nothing: it may run where many others would have to wait for it. */
        INSTANT,
        /** As a rule microseconds, so not worth a thread of its own; but it may wait for something now and then. */
        SHORT,
        /** It may wait for a store or compute for long. */
        OPEN
    }

    /** Of the whole text. */
    Cost cost();

    /** How many statements the text has. */
    int count();

    /** What the statement is that runs next. Not its text, and nothing that could be a secret. */
    StatementSummary summary();

    /**
     * Runs the next statement; the result of the last one is that of the text. Of the others the warnings are kept, and their rows are read
     * and dropped. The first error ends the run: statements before it have taken effect and stay, for there are no transactions.
     *
     * @throws StagedoorException for everything the user can be told; of several statements it says which one failed
     */
    StatementResult run();

    /** Goes on to the statement behind the one that has run; false when that was the last. */
    boolean advance();
}
