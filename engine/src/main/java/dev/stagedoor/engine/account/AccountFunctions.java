package dev.stagedoor.engine.account;

import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.access.AccountCalls;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.statement.Relation;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.List;

/** {@code show_roles()} and {@code show_grants('role', 'r')}: what SHOW ROLES and SHOW GRANTS show, as tables of a query. */
public final class AccountFunctions {
    private final RoleDefinitions roles;
    private final GrantTable grants;
    private final Authorization authorization;

    public AccountFunctions(RoleDefinitions roles, GrantTable grants, Authorization authorization) {
        this.roles = roles;
        this.grants = grants;
        this.authorization = authorization;
    }

    /** @throws StagedoorException 2004 for other arguments than the function takes; 1002 for what there is no such thing of here */
    public Relation relation(String function, List<String> arguments, StatementContext context) {
        Access access = authorization.access(context);
        if (!function.equals(AccountCalls.SHOW_ROLES)) {
            return grants.shown(AccountCalls.scope(arguments), context, access);
        }
        if (!arguments.isEmpty()) {
            throw new StagedoorException(ErrorCode.INVALID_ARGUMENT, "show_roles() takes no argument");
        }
        return roles.shown(context, access);
    }
}
