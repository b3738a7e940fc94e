package dev.stagedoor.engine.account;

import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.statement.SystemRelation;
import java.util.Collection;
import java.util.List;

/** The tables of the {@code system} database that tell of users, roles and grants: each caller sees what they may know. */
public final class AccountTables {
    private final UserTable users;
    private final RoleDefinitions roles;
    private final GrantTable grants;
    private final Authorization authorization;

    public AccountTables(UserTable users, RoleDefinitions roles, GrantTable grants, Authorization authorization) {
        this.users = users;
        this.roles = roles;
        this.grants = grants;
        this.authorization = authorization;
    }

    public Collection<SystemRelation> relations() {
        return List.of(
                SystemRelation.table("users", UserTable.SCHEMA, context -> users.rows(context, authorization.access(context))),
                SystemRelation.table("roles", RoleDefinitions.TABLE, context -> roles.rows(context, authorization.access(context))),
                SystemRelation.table("grants", GrantTable.SCHEMA, context -> grants.visible(context, authorization.access(context))));
    }
}
