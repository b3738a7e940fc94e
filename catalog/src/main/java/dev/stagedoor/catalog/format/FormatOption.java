package dev.stagedoor.catalog.format;

import java.util.Locale;

/**
 * One option of a type.
 *
 * @param name in SQL: {@code SKIP_HEADER}
 * @param key in JSON: {@code headers}
 * @param initial the value when a clause does not give one
 */
record FormatOption(String name, String key, Object initial, OptionValue value) {
    FormatOption {
        if (!value.admits(initial)) {
            throw new IllegalArgumentException(name + " does not admit its own default");
        }
    }

    /** An option whose JSON key is its name in lower case, which is the rule. */
    static FormatOption of(String name, Object initial, OptionValue value) {
        return new FormatOption(name, name.toLowerCase(Locale.ROOT), initial, value);
    }

    /** Whether a clause can set it; the others are stored and shown only. */
    boolean settable() {
        return !(value instanceof OptionValue.Fixed);
    }
}
