package dev.stagedoor.engine.account;

import dev.stagedoor.access.Grantee;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Membership;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.engine.access.EffectiveRoles;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.Statement.GrantRole;
import dev.stagedoor.sql.Statement.RevokeRole;
import java.util.List;
import java.util.Optional;

/** GRANT ROLE and REVOKE ROLE. */
public final class RoleGrants {
    private final Catalog catalog;
    private final Grantees grantees;

    /** Held while a role is granted to a role: two grants at once could close a circle that neither sees. */
    private final Object nesting = new Object();

    public RoleGrants(Catalog catalog, Grantees grantees) {
        this.catalog = catalog;
        this.grantees = grantees;
    }

    public StatementResult grant(GrantRole statement) {
        grantees.requireRole(statement.role());
        grantees.requireExisting(statement.grantee());
        if (statement.role().equals(RoleDefinition.PUBLIC)) {
            return everybodys();
        }
        switch (statement.grantee()) {
            case Grantee.User _ -> catalog.grantRole(new Membership(statement.role(), statement.grantee()));
            case Grantee.Role(String outer) -> nest(statement.role(), outer);
        }
        return StatementResult.Done.DONE;
    }

    private void nest(String inner, String outer) {
        synchronized (nesting) {
            if (EffectiveRoles.including(catalog.grants(), List.of(inner)).contains(outer)) {
                throw new StagedoorException(
                        ErrorCode.INVALID_ROLE,
                        ShownText.of(inner) + " contains " + ShownText.of(outer) + ", can not be grant to "
                                + ShownText.of(outer));
            }
            catalog.grantRole(new Membership(inner, new Grantee.Role(outer)));
        }
    }

    /** A role that does not exist is granted to nobody, so there is nothing to do. */
    public StatementResult revoke(RevokeRole statement) {
        grantees.requireExisting(statement.grantee());
        if (statement.role().equals(RoleDefinition.PUBLIC)) {
            return everybodys();
        }
        catalog.revokeRole(new Membership(statement.role(), statement.grantee()));
        boolean configured = statement.grantee() instanceof Grantee.User(String user) && grantees.isConfigured(user);
        return configured && statement.role().equals(RoleDefinition.ACCOUNT_ADMIN)
                ? warned("The server's configuration makes this user account_admin, and only it can take that away.")
                : StatementResult.Done.DONE;
    }

    private static StatementResult everybodys() {
        return warned("Nothing changed: everybody has the role public.");
    }

    private static StatementResult warned(String warning) {
        return new StatementResult.Done(Optional.empty(), List.of(warning));
    }
}
