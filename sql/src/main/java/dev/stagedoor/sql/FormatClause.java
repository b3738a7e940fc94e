package dev.stagedoor.sql;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a {@code FILE_FORMAT = (…)} as written.
 *
 * @param options by upper-case name, in the order written; of an option given twice the last stays
 */
public record FormatClause(Map<String, Value> options) {
    public FormatClause {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** How an option's value was written; which of these an option takes is for the format to say. */
    public sealed interface Value {
        /** A quoted string, escapes resolved. */
        record Text(String text) implements Value {}

        /** An unquoted word, upper case: {@code CSV}, {@code NONE}, {@code NULL}, {@code STRING} … */
        record Word(String word) implements Value {}

        /** An unsigned integer. */
        record Number(long number) implements Value {}

        record Flag(boolean value) implements Value {}

        /** A parenthesised list of strings. */
        record Texts(List<String> texts) implements Value {
            public Texts {
                texts = List.copyOf(texts);
            }
        }
    }
}
