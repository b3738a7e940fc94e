package dev.stagedoor.catalog.sqlite;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every definition of one kind at one moment, by name, ordered by the names' UTF-8 bytes. Immutable: a change makes a new one, in linear
 * time.
 */
final class Definitions<T> {
    /**
     * The order of code points, which is that of UTF-8 bytes. Not {@link String#compareTo}: it puts surrogates, that is U+10000 and up,
     * below U+E000.
     */
    static final Comparator<String> BY_CODE_POINT = Definitions::compareCodePoints;

    private final SortedMap<String, T> byName;

    /** @param byName ordered by {@link #BY_CODE_POINT}, and given away */
    private Definitions(TreeMap<String, T> byName) {
        this.byName = Collections.unmodifiableSortedMap(byName);
    }

    static <T> Definitions<T> of(Map<String, T> byName) {
        var sorted = new TreeMap<String, T>(BY_CODE_POINT);
        sorted.putAll(byName);
        return new Definitions<>(sorted);
    }

    Optional<T> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    int size() {
        return byName.size();
    }

    List<T> all() {
        return List.copyOf(byName.values());
    }

    Definitions<T> with(String name, T definition) {
        var changed = new TreeMap<>(byName);
        changed.put(name, definition);
        return new Definitions<>(changed);
    }

    Definitions<T> without(String name) {
        var changed = new TreeMap<>(byName);
        changed.remove(name);
        return new Definitions<>(changed);
    }

    private static int compareCodePoints(String left, String right) {
        int shorter = Math.min(left.length(), right.length());
        for (int i = 0; i < shorter; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean surrogateA = Character.isSurrogate(a);
                return surrogateA == Character.isSurrogate(b) ? Character.compare(a, b) : surrogateA ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
