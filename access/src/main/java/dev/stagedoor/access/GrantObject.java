package dev.stagedoor.access;

import java.util.Optional;

/** On what a privilege is granted. */
public sealed interface GrantObject {
    /** {@code *.*} */
    record Global() implements GrantObject {}

    /**
     * {@code STAGE name [PATH 'a/b/']}
     *
     * @param path as written; only the files below this directory. Empty for the whole stage
     */
    record Stage(String name, Optional<String> path) implements GrantObject {}

    /** {@code CONNECTION name} */
    record Connection(String name) implements GrantObject {}

    /**
     * {@code name.*} or {@code DATABASE name}: a database, and what is granted on it counts for each of its tables.
     *
     * @param name empty for the session's, as {@code *} alone is written; never empty in a grant that is kept
     */
    record Database(Optional<String> name) implements GrantObject {
        public Database(String name) {
            this(Optional.of(name));
        }
    }

    /**
     * {@code [database.]name} or {@code TABLE [database.]name}
     *
     * @param database empty for the session's; never empty in a grant that is kept
     */
    record Table(Optional<String> database, String name) implements GrantObject {
        public Table(String database, String name) {
            this(Optional.of(database), name);
        }
    }
}
