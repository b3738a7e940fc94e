package dev.stagedoor.errors;

import java.util.Collection;
import java.util.stream.Collectors;

/** How a text of somebody else is shown in a message. */
public final class ShownText {
    /** Most roles, paths or other names in one message. */
    public static final int MAX_NAMES = 10;

    private static final int MAX_CHARS = 200;

    private ShownText() {}

    /** A name from a statement, short enough for an error and without control characters. */
    public static String of(String name) {
        String start = name.length() <= MAX_CHARS ? name : name.substring(0, MAX_CHARS) + "…";
        if (start.chars().noneMatch(Character::isISOControl)) {
            return start;
        }
        StringBuilder clean = new StringBuilder(start.length());
        start.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? 0xFFFD : c));
        return clean.toString();
    }

    /** Names between commas, as Databend lists roles. */
    public static String list(Collection<String> names) {
        return list(names, ",");
    }

    /** The first {@link #MAX_NAMES} names, and how many there are when there are more. */
    public static String list(Collection<String> names, String separator) {
        String shown = names.stream().limit(MAX_NAMES).map(ShownText::of).collect(Collectors.joining(separator));
        return names.size() <= MAX_NAMES ? shown : shown + separator + "… (" + names.size() + " in all)";
    }
}
