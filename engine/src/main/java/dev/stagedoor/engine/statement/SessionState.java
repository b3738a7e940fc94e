package dev.stagedoor.engine.statement;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client carries from one statement to the next. The server keeps none of it, and believes none of it: whether the roles are the
 * user's is asked at every statement.
 *
 * @param database set by {@code USE}
 * @param role set by {@code SET ROLE}; empty for the user's default role
 * @param secondaryRoles which of the user's other roles count besides: all when empty, as in a new session;
 *     {@code SET SECONDARY ROLES NONE} makes it a list of none
 * @param settings set by {@code SET}: only those that differ from their defaults, values as text
 */
public record SessionState(
        String database, Optional<String> role, Optional<List<String>> secondaryRoles, SortedMap<String, String> settings) {
    public static final SessionState DEFAULT = new SessionState("default", new TreeMap<>());

    public SessionState {
        secondaryRoles = secondaryRoles.map(List::copyOf);
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /** With the user's default role, and all others besides. */
    public SessionState(String database, SortedMap<String, String> settings) {
        this(database, Optional.empty(), Optional.empty(), settings);
    }

    public SessionState withDatabase(String changed) {
        return new SessionState(changed, role, secondaryRoles, settings);
    }

    SessionState withSettings(SortedMap<String, String> changed) {
        return new SessionState(database, role, secondaryRoles, changed);
    }

    public SessionState withRole(Optional<String> changed) {
        return new SessionState(database, changed, secondaryRoles, settings);
    }

    public SessionState withSecondaryRoles(Optional<List<String>> changed) {
        return new SessionState(database, role, changed, settings);
    }
}
