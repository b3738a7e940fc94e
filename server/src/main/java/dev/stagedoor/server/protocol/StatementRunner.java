package dev.stagedoor.server.protocol;

import dev.stagedoor.engine.StatementContext;
import dev.stagedoor.engine.StatementResult;

/** Runs one statement, as {@link dev.stagedoor.engine.Engine#execute} does. */
@FunctionalInterface
public interface StatementRunner {
    StatementResult execute(String sql, StatementContext context);
}
