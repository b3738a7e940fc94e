package dev.stagedoor.engine.access;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.statement.Principal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which roles count. A role that is granted to another is part of it. */
public final class EffectiveRoles {
    private EffectiveRoles() {}

    /** These roles, and every role inside them. */
    public static SortedSet<String> including(Grants grants, Collection<String> roles) {
        SortedSet<String> all = new TreeSet<>(roles);
        Deque<String> left = new ArrayDeque<>(roles);
        while (!left.isEmpty()) {
            for (String inner : grants.rolesOf(new Grantee.Role(left.pop()))) {
                if (all.add(inner)) {
                    left.push(inner);
                }
            }
        }
        return all;
    }

    /** Every role the user may take: granted to them, inside one that is, the one they log in with, and {@code public}. */
    public static SortedSet<String> available(Grants grants, Principal principal) {
        List<String> direct = new ArrayList<>(grants.rolesOf(new Grantee.User(principal.user())));
        direct.add(principal.role());
        direct.add(RoleDefinition.PUBLIC);
        return including(grants, direct);
    }

    /**
     * The roles of a statement: the current one; of the others available all, or those listed; and {@code public}.
     *
     * @param secondary all when empty; a role listed that is not available does not count
     */
    static SortedSet<String> effective(
            Grants grants, Collection<String> available, String current, Optional<List<String>> secondary) {
        List<String> roles = new ArrayList<>(secondary.isEmpty() ? available : secondary.get());
        roles.retainAll(available);
        roles.add(current);
        roles.add(RoleDefinition.PUBLIC);
        return including(grants, roles);
    }
}
