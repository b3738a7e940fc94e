package dev.stagedoor.engine.access;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the server around the engine knows of users.
 *
 * @param logins how each user whom the configuration defines logs in, by name, in the words of SHOW USERS; statements cannot define them
 * @param passwordless whether users without a password may be created: only where nobody but this machine reaches the server
 */
public record Accounts(Map<String, String> logins, boolean passwordless) {
    public static final Accounts DEFAULT = new Accounts(Set.of("root"), true);

    public Accounts {
        logins = Map.copyOf(logins);
    }

    /** Users who all log in without a password, or all with one. */
    public Accounts(Set<String> configured, boolean passwordless) {
        this(
                configured.stream().collect(Collectors.toMap(name -> name, _ -> passwordless ? "no_password" : "double_sha1_password")),
                passwordless);
    }

    /** The names that the configuration defines. */
    public Set<String> configured() {
        return logins.keySet();
    }
}
