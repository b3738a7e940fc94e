package dev.stagedoor.server.authentication;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The users of the configuration; fixed for the life of the server. */
public final class Users {
    /** {@code root} without a password: what a server on loopback starts with. */
    public static final Users DEFAULT = new Users(List.of(new User("root", Optional.empty())));

    private final Map<String, User> byName = new LinkedHashMap<>();

    /** @throws IllegalArgumentException when a name appears twice, or there is no user at all */
    public Users(Collection<User> users) {
        if (users.isEmpty()) {
            throw new IllegalArgumentException("at least one user is needed");
        }
        for (User user : users) {
            if (byName.put(user.name(), user) != null) {
                throw new IllegalArgumentException("user '" + user.name() + "' is defined twice");
            }
        }
    }

    Optional<User> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether anyone gets in without a password: to be allowed on loopback only. */
    public boolean hasPasswordless() {
        return byName.values().stream().anyMatch(user -> user.passwordHash().isEmpty());
    }

    boolean hasPasswords() {
        return byName.values().stream().anyMatch(user -> user.passwordHash().isPresent());
    }
}
