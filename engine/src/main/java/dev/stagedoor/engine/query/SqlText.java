package dev.stagedoor.engine.query;

import java.util.List;
import java.util.stream.Collectors;

/** Texts and names as they stand in the query engine's SQL. */
final class SqlText {
    private SqlText() {}

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@code ['a', 'b']} */
    static String list(List<String> texts) {
        return texts.stream().map(SqlText::literal).collect(Collectors.joining(", ", "[", "]"));
    }
}
