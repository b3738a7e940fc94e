package dev.stagedoor.sql;

import java.util.Optional;

/**
 * A table as a statement names it: {@code [[catalog.]database.]name}; each part without quotes, and in lower case where it had none.
 *
 * @param database empty for the session's
 */
public record TableName(Optional<String> catalog, Optional<String> database, String name) {}
