package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.ConnectionDefinition;
import dev.stagedoor.catalog.Grant;
import dev.stagedoor.catalog.Membership;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * What may be granted, on what and to whom, under the lock under which it will be written: whoever asked for the grant looked earlier, and
 * a grant on or to what was dropped since would wait for the next of that name.
 */
final class Grantable {
    private final DefinitionStore<StageDefinition> stages;
    private final DefinitionStore<ConnectionDefinition> connections;
    private final DefinitionStore<UserDefinition> users;
    private final DefinitionStore<RoleDefinition> roles;

    /**
     * Users who were dropped since the start, the latest last. A user whom the catalog does not know may be one of the configuration; one
     * of these is nobody.
     */
    private final SequencedSet<String> droppedUsers = new LinkedHashSet<>();

    Grantable(
            DefinitionStore<StageDefinition> stages,
            DefinitionStore<ConnectionDefinition> connections,
            DefinitionStore<UserDefinition> users,
            DefinitionStore<RoleDefinition> roles) {
        this.stages = stages;
        this.connections = connections;
        this.users = users;
        this.roles = roles;
    }

    void userIsToBeDropped(String name) {
        if (users.find(name).isEmpty()) {
            return;
        }
        droppedUsers.addLast(name);
        if (droppedUsers.size() > SqliteCatalog.MAX_DEFINITIONS) {
            droppedUsers.removeFirst();
        }
    }

    /** Of ownership that is kept as a grant. */
    void requireOwner(Grant grant) {
        switch (grant.object()) {
            case GrantObject.Database _, GrantObject.Table _ -> require(grant.grantee());
            case GrantObject.Global _, GrantObject.Stage _, GrantObject.Connection _ ->
                throw new IllegalArgumentException("ownership is no grant: it stands in the definition of what is owned");
        }
    }

    void require(Grant grant) {
        if (grant.privilege() == Privilege.OWNERSHIP) {
            throw new IllegalArgumentException("ownership is not granted like other privileges: it has one holder");
        }
        switch (grant.object()) {
            // Which databases and tables there are the catalog does not know.
            case GrantObject.Global _, GrantObject.Database _, GrantObject.Table _ -> {}
            case GrantObject.Stage(String name, Optional<String> _) ->
                require(stages.find(name).isPresent(), ErrorCode.UNKNOWN_STAGE, "Stage", name);
            case GrantObject.Connection(String name) ->
                require(connections.find(name).isPresent(), ErrorCode.UNKNOWN_CONNECTION, "Connection", name);
        }
        require(grant.grantee());
    }

    void require(Membership membership, GrantSnapshot grants) {
        requireRole(membership.role());
        require(membership.grantee());
        if (membership.grantee() instanceof Grantee.Role(String name) && grants.includes(membership.role(), name)) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "Role '" + membership.role() + "' cannot be granted to role '" + name + "': a role would contain itself.");
        }
    }

    private void require(Grantee grantee) {
        switch (grantee) {
            case Grantee.Role(String name) -> requireRole(name);
            case Grantee.User(String name) ->
                require(users.find(name).isPresent() || !droppedUsers.contains(name), ErrorCode.UNKNOWN_USER, "User", name);
        }
    }

    private void requireRole(String name) {
        require(RoleDefinition.isBuiltIn(name) || roles.find(name).isPresent(), ErrorCode.UNKNOWN_ROLE, "Role", name);
    }

    private static void require(boolean there, ErrorCode otherwise, String what, String name) {
        if (!there) {
            throw new StagedoorException(otherwise, what + " '" + name + "' does not exist.");
        }
    }
}
