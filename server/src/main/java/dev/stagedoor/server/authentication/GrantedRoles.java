package dev.stagedoor.server.authentication;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.RoleDefinition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import java.util.TreeSet;

/** The roles of a user: those granted directly, those granted to one of them, and so on, and {@code public}. */
final class GrantedRoles {
    private GrantedRoles() {}

    static SortedSet<String> of(String user, Grants grants) {
        var roles = new TreeSet<String>();
        roles.add(RoleDefinition.PUBLIC);
        Deque<Grantee> toFollow = new ArrayDeque<>();
        toFollow.add(new Grantee.User(user));
        toFollow.add(new Grantee.Role(RoleDefinition.PUBLIC));
        while (!toFollow.isEmpty()) {
            for (String role : grants.rolesOf(toFollow.remove())) {
                if (roles.add(role)) {
                    toFollow.add(new Grantee.Role(role));
                }
            }
        }
        return roles;
    }
}
