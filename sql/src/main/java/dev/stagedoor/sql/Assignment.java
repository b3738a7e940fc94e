package dev.stagedoor.sql;

import java.util.List;

/**
 * {@code column = value} of an UPDATE.
 *
 * @param value an expression; the word DEFAULT is a {@link QueryPart.DefaultValue}
 */
public record Assignment(String column, List<QueryPart> value) {
    public Assignment {
        value = List.copyOf(value);
    }
}
