package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Derives what a user may do from the catalog's grants, once for as long as no grant changes. A PRESIGN asks this: for
 * {@code account_admin} it costs nothing, for others a map look-up.
 */
public final class AccessCache {
    /** Users and roles remembered at once. Beyond, everything is forgotten and derived anew. */
    static final int MAX_REMEMBERED = 4096;

    private final Catalog catalog;
    private volatile Derived derived = new Derived(null);

    AccessCache(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Sessions that list their secondary roles are too many to remember, and few. */
    private record Key(String user, String role, Optional<String> sessionRole, boolean secondaryRoles) {}

    private static final class Derived {
        final @Nullable Grants grants;
        final Map<Key, Access> byKey = new ConcurrentHashMap<>();

        Derived(@Nullable Grants grants) {
            this.grants = grants;
        }
    }

    /** @throws StagedoorException 2206 when the session's role is not the user's to take, or not any more */
    Access of(Principal principal, SessionState session) {
        if (isAdmin(principal, session)) {
            return Access.ADMIN;
        }
        session.role().ifPresent(role -> requireExisting(role, principal));
        Grants grants = catalog.grants();
        boolean all = session.secondaryRoles().isEmpty();
        if (!all && !session.secondaryRoles().get().isEmpty()) {
            return derive(grants, principal, session);
        }
        Map<Key, Access> remembered = remembered(grants);
        Key key = new Key(principal.user(), principal.role(), session.role(), all);
        Access known = remembered.get(key);
        if (known != null) {
            return known;
        }
        Access access = derive(grants, principal, session);
        if (remembered.size() < MAX_REMEMBERED) {
            remembered.put(key, access);
        } else {
            derived = new Derived(grants);
        }
        return access;
    }

    /** What a user may with every role that was granted to them, whoever asks. The one they log in with counts only if it was granted. */
    public Access ofUser(String user) {
        Grants grants = catalog.grants();
        Map<Key, Access> remembered = remembered(grants);
        Key key = new Key(user, RoleDefinition.PUBLIC, Optional.empty(), true);
        Access known = remembered.get(key);
        return known != null ? known : of(new Principal(user, RoleDefinition.PUBLIC), SessionState.DEFAULT);
    }

    /** As {@link #ofUser(String)}, with the grants of another moment; nothing is remembered. */
    public static Access ofUser(String user, Grants grants) {
        return derive(grants, new Principal(user, RoleDefinition.PUBLIC), SessionState.DEFAULT);
    }

    /** Whether they are {@code account_admin} at first sight, and no grant need be asked. */
    static boolean isAdmin(Principal principal, SessionState session) {
        return principal.role().equals(RoleDefinition.ACCOUNT_ADMIN)
                && (session.role().isEmpty() || session.role().get().equals(RoleDefinition.ACCOUNT_ADMIN));
    }

    /** How many users and roles are remembered now. */
    int remembered() {
        return derived.byKey.size();
    }

    /** What was derived from exactly these grants. */
    private Map<Key, Access> remembered(Grants grants) {
        Derived current = derived;
        if (current.grants != grants) {
            current = new Derived(grants);
            derived = current;
        }
        return current.byKey;
    }

    /** Every role the user may take with SET ROLE; {@code account_admin} holds them all, existing or not. */
    public SortedSet<String> available(Principal principal) {
        return EffectiveRoles.available(catalog.grants(), principal);
    }

    /**
     * Passes when the user may take the role.
     *
     * @throws StagedoorException 2206 otherwise; whether there is such a role is not told
     */
    public void requireAvailable(String role, Principal principal) {
        requireExisting(role, principal);
        requireAvailable(role, available(principal), principal);
    }

    private void requireExisting(String role, Principal principal) {
        if (!RoleDefinition.isBuiltIn(role) && catalog.role(role).isEmpty()) {
            throw refused(role, available(principal), principal);
        }
    }

    private static void requireAvailable(String role, SortedSet<String> available, Principal principal) {
        if (!available.contains(role) && !available.contains(RoleDefinition.ACCOUNT_ADMIN)) {
            throw refused(role, available, principal);
        }
    }

    private static StagedoorException refused(String role, SortedSet<String> available, Principal principal) {
        return new StagedoorException(
                ErrorCode.INVALID_ROLE,
                "Invalid role (" + ShownText.of(role) + ") for " + principal.identity() + ", available: "
                        + ShownText.list(available) + ". Take one of them with SET ROLE, or ask for the role with GRANT ROLE");
    }

    private static Access derive(Grants grants, Principal principal, SessionState session) {
        SortedSet<String> available = EffectiveRoles.available(grants, principal);
        session.role().ifPresent(role -> requireAvailable(role, available, principal));
        String current = session.role().orElse(principal.role());
        SortedSet<String> roles = EffectiveRoles.effective(grants, available, current, session.secondaryRoles());
        return of(current, roles, grants, principal);
    }

    private static Access of(String current, SortedSet<String> roles, Grants grants, Principal principal) {
        Set<Privilege> everywhere = new HashSet<>();
        Set<String> connections = new HashSet<>();
        Map<String, Builder> stages = new HashMap<>();
        TableRights.Builder tables = new TableRights.Builder();
        Stream.concat(Stream.of(new Grantee.User(principal.user())), roles.stream().map(Grantee.Role::new))
                .flatMap(grantee -> grants.of(grantee).stream())
                .forEach(grant -> {
                    switch (grant.object()) {
                        case GrantObject.Global _ -> {
                            everywhere.add(grant.privilege());
                            tables.addEverywhere(grant.privilege());
                        }
                        case GrantObject.Database _, GrantObject.Table _ -> tables.add(grant.privilege(), grant.object());
                        case GrantObject.Connection(String name) -> {
                            if (grant.privilege() == Privilege.ACCESS_CONNECTION) {
                                connections.add(name);
                            }
                        }
                        case GrantObject.Stage(String name, var path) ->
                            stages.computeIfAbsent(name, _ -> new Builder()).add(grant.privilege(), path);
                    }
                });
        Map<String, StageRights> rights = new HashMap<>();
        stages.forEach((name, builder) -> rights.put(name, builder.build()));
        return new Access(
                current,
                roles,
                roles.contains(RoleDefinition.ACCOUNT_ADMIN) || everywhere.contains(Privilege.SUPER),
                everywhere.contains(Privilege.CREATE_STAGE),
                everywhere.contains(Privilege.CREATE_CONNECTION),
                rights,
                connections,
                tables.build());
    }

    /** What comes together on one stage. */
    private static final class Builder {
        private boolean read;
        private boolean write;
        private final SortedSet<String> readPaths = new TreeSet<>();
        private final SortedSet<String> writePaths = new TreeSet<>();

        void add(Privilege privilege, Optional<String> path) {
            switch (privilege) {
                case READ -> {
                    read |= path.isEmpty();
                    path.ifPresent(readPaths::add);
                }
                case WRITE -> {
                    write |= path.isEmpty();
                    path.ifPresent(writePaths::add);
                }
                // Of these none is granted on a stage.
                case SUPER, CREATE_STAGE, CREATE_CONNECTION, ACCESS_CONNECTION, SELECT, INSERT, UPDATE, DELETE, ALTER, DROP, CREATE,
                        CREATE_DATABASE, OWNERSHIP -> {}
            }
        }

        StageRights build() {
            return new StageRights(read, write, readPaths.stream().toList(), writePaths.stream().toList());
        }
    }
}
