package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.Prepared;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.StagedoorException;

/** Reads a text of statements, as {@link dev.stagedoor.engine.Engine#prepare} does. */
@FunctionalInterface
public interface Preparation {
    /** @throws StagedoorException when the text cannot be read */
    Prepared prepare(String sql, StatementContext context);
}
