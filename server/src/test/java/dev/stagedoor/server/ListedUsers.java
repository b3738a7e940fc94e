package dev.stagedoor.server;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.Membership;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.server.authentication.UserDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Users as statements would have created them. */
final class ListedUsers implements UserDirectory {
    private final Map<String, UserDefinition> users = new ConcurrentHashMap<>();
    private final Map<Grantee, Set<String>> roles = new ConcurrentHashMap<>();

    void put(String name, Login login) {
        put(name, login, Optional.empty(), false);
    }

    void put(String name, Login login, Optional<String> defaultRole, boolean disabled) {
        users.put(name, new UserDefinition(name, login, defaultRole, disabled, "root", Instant.EPOCH));
    }

    void remove(String name) {
        users.remove(name);
    }

    void grant(Grantee grantee, String... granted) {
        roles.put(grantee, Set.of(granted));
    }

    @Override
    public Optional<UserDefinition> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    @Override
    public List<UserDefinition> users() {
        return List.copyOf(users.values());
    }

    @Override
    public Grants grants() {
        return new Grants() {
            @Override
            public Set<Grant> of(Grantee grantee) {
                return Set.of();
            }

            @Override
            public Set<String> rolesOf(Grantee grantee) {
                return roles.getOrDefault(grantee, Set.of());
            }

            @Override
            public List<Grant> on(GrantObject object) {
                return List.of();
            }

            @Override
            public List<Grant> within(GrantObject.Database database) {
                return List.of();
            }

            @Override
            public List<Membership> memberships() {
                return List.of();
            }
        };
    }
}
