package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.engine.statement.StatementSummary;
import dev.stagedoor.errors.StagedoorException;

/**
 * What could not be read, or is asked of the server in a way that it does not know: running it gives the error, in the form of every
 * answer.
 */
record Refused(StagedoorException error) implements Prepared {
    @Override
    public Cost cost() {
        return Cost.INSTANT;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public StatementSummary summary() {
        throw new IllegalStateException("nothing is known of what was refused");
    }

    @Override
    public StatementResult run() {
        throw error;
    }

    @Override
    public boolean advance() {
        return false;
    }
}
