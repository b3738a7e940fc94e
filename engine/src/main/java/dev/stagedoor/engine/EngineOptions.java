package dev.stagedoor.engine;

import dev.stagedoor.engine.access.Accounts;
import dev.stagedoor.engine.query.QueryOptions;

/**
 * What the engine is told by the configuration.
 *
 * @param accounts about the users that statements define
 */
public record EngineOptions(QueryOptions queries, Accounts accounts) {
    /** On loopback, without users in the configuration. */
    public static final EngineOptions DEFAULT = new EngineOptions(QueryOptions.DEFAULT, Accounts.DEFAULT);
}
