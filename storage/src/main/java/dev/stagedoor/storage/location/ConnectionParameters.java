package dev.stagedoor.storage.location;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys and values of a {@code CONNECTION = (…)} clause or of a named connection, as written. Any value may be a secret, so
 * {@link #toString} names the keys alone.
 *
 * @param values by key in lower case, sorted
 */
public record ConnectionParameters(SortedMap<String, String> values) {
    public static final ConnectionParameters NONE = new ConnectionParameters(new TreeMap<>());

    public ConnectionParameters {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    @Override
    public String toString() {
        return "ConnectionParameters" + values.keySet();
    }
}
