package dev.stagedoor.query.duckdb;

import java.util.List;
import java.util.stream.Collectors;

/** Texts and names as they stand in the query engine's SQL. */
public final class SqlText {
    private SqlText() {}

    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    public static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@code ['a', 'b']} */
    public static String list(List<String> texts) {
        return texts.stream().map(SqlText::literal).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A text as JSON has it. */
    public static String json(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
