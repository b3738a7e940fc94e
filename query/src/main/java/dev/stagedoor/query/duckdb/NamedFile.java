package dev.stagedoor.query.duckdb;

import java.util.Optional;

/**
 * A file that a query names while it runs, as it was computed: nothing of it is checked.
 *
 * @param stage {@code @s}; empty where {@code path} is a whole location, {@code @s/a.pdf}
 */
public record NamedFile(Optional<String> stage, String path) {}
