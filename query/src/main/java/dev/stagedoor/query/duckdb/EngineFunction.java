package dev.stagedoor.query.duckdb;

/**
 * A function of the query engine that a query may call.
 *
 * @param name in lower case
 * @param description one sentence, or empty
 */
public record EngineFunction(String name, boolean aggregate, String description) {}
