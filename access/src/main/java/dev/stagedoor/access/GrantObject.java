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
}
