package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;

/** Runs one statement, as {@link dev.stagedoor.engine.Engine#execute} does. */
@FunctionalInterface
public interface StatementRunner {
    StatementResult execute(String sql, StatementContext context);
}
