package dev.stagedoor.engine;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client carries from one statement to the next. The server keeps none of it.
 *
 * @param database set by {@code USE}
 * @param settings set by {@code SET}: only those that differ from their defaults, values as text
 */
public record SessionState(String database, SortedMap<String, String> settings) {
    public static final SessionState DEFAULT = new SessionState("default", new TreeMap<>());

    public SessionState {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
}
