package dev.stagedoor.sql;

import java.util.Set;

/** Words that are names in Databend's dialect and that the query engine takes for names only in quotes. All in upper case. */
final class QuotedWords {
    /** Wherever a name stands. */
    static final Set<String> NAMES = Set.of(
            "ANALYSE", "AT", "CHECK", "COLUMN", "CONSTRAINT", "DEFAULT", "DEFERRABLE", "FOREIGN", "INITIALLY", "PRIMARY", "REFERENCES",
            "RETURNING", "UNIQUE", "VARIADIC");

    /** For an alias without AS. */
    static final Set<String> ALIASES = Set.of(
            "AUTHORIZATION", "BINARY", "CHECK", "COLLATE", "COLLATION", "COLUMN", "CONSTRAINT", "DEFAULT", "FOREIGN", "ONLY",
            "PRECISION", "PRIMARY", "REFERENCES", "TABLE", "UNIQUE");

    private QuotedWords() {}
}
