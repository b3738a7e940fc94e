package dev.stagedoor.storage;

/**
 * The beginning of object keys: empty (everything), or text under the same rules as {@link ObjectKey} that may also end in {@code /} or
 * in the middle of a segment. A prefix is a string prefix, not a directory: {@code a/b} is a prefix of {@code a/bc}.
 *
 * @throws dev.stagedoor.errors.StagedoorException 1006 when no legal key could begin with it
 */
public record KeyPrefix(String value) {
    public static final KeyPrefix ALL = new KeyPrefix("");

    public KeyPrefix {
        KeyRules.check(value, "path");
    }
}
