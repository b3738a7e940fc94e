package dev.stagedoor.client.transfer;

import java.util.List;

/**
 * Which files of a directory are meant. A pattern with a slash is held against the path below the directory, any other against the name
 * alone.
 */
public final class NameFilter {
    /** Takes all. */
    public static final NameFilter ALL = new NameFilter(List.of(), List.of());

    private record Rule(Glob glob, boolean ofPath) {
        static Rule of(String text) {
            return new Rule(Glob.of(text), text.contains("/"));
        }

        boolean matches(String path) {
            return glob.matches(ofPath ? path : path.substring(path.lastIndexOf('/') + 1));
        }
    }

    private final List<Rule> included;
    private final List<Rule> excluded;

    private NameFilter(List<Rule> included, List<Rule> excluded) {
        this.included = included;
        this.excluded = excluded;
    }

    /**
     * @param included when there are some, one must match
     * @param excluded none may match
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static NameFilter of(List<String> included, List<String> excluded) {
        return new NameFilter(included.stream().map(Rule::of).toList(), excluded.stream().map(Rule::of).toList());
    }

    /** @param path below the directory, with slashes */
    public boolean accepts(String path) {
        return (included.isEmpty() || included.stream().anyMatch(rule -> rule.matches(path)))
                && excluded.stream().noneMatch(rule -> rule.matches(path));
    }
}
