package dev.stagedoor.engine.access;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.TableStatement;
import java.util.List;
import java.util.Optional;

/**
 * Decides, in one place, who may do what ({@code docs/security.md}, "Roles and grants"): what each statement needs ({@link StatementNeeds})
 * must be there, as the catalog's grants and definitions are now ({@link NeedCheck}). A stage or connection that does not exist is said not
 * to exist (2501, 2510). One that exists is denied (1063). Databend answers so, and its clients tell the two apart. This reveals that the
 * name exists, but CREATE already does.
 */
public final class Authorization {
    private final Catalog catalog;
    private final ExistingTables tables;
    private final AccessCache accesses;

    public Authorization(Catalog catalog, ExistingTables tables) {
        this.catalog = catalog;
        this.tables = tables;
        this.accesses = new AccessCache(catalog);
    }

    /** The session with {@code public} for its role when the one it had was dropped: it owns nothing and is everybody's. */
    public StatementContext settled(StatementContext context) {
        Optional<String> role = context.session().role();
        boolean gone = role.isPresent() && !RoleDefinition.isBuiltIn(role.get()) && catalog.role(role.get()).isEmpty();
        return gone ? context.withSession(context.session().withRole(Optional.of(RoleDefinition.PUBLIC))) : context;
    }

    /**
     * Passes when the principal, with the session's roles, has everything the statement needs.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1063 when not; 2206 when the session's role is not theirs; for what does not exist
     *     the error the statement would end in
     */
    public void require(Statement statement, StatementContext context) {
        if (!takesRoles(statement) && !AccessCache.isAdmin(context.principal(), context.session())) {
            require(StatementNeeds.of(statement), context.principal(), context.session(), context.stages(), tables);
        }
    }

    /**
     * As {@link #require(Statement, StatementContext)}, for a statement that has found the tables it names: one that was created since it
     * was first asked is not let pass for not having been there.
     */
    public void requireFound(TableStatement statement, StatementContext context) {
        if (!AccessCache.isAdmin(context.principal(), context.session())) {
            require(StatementNeeds.of(statement), context.principal(), context.session(), context.stages(), ExistingTables.ALL);
        }
    }

    /**
     * Passes when the rows of a table may be read: for a query, which turns out to read it only when its names are looked up.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1063 when not
     */
    public void requireSelect(String database, String table, StatementContext context) {
        List<Need> select = List.of(new Need.OnTables(Privilege.SELECT, new GrantObject.Table(database, table)));
        if (!AccessCache.isAdmin(context.principal(), context.session())) {
            require(select, context.principal(), context.session(), context.stages(), ExistingTables.ALL);
        }
    }

    /** As {@link #require(Statement, StatementContext)}, with the roles of a new session. */
    public void require(List<Need> needs, Principal principal, StageLookup stages) {
        require(needs, principal, SessionState.DEFAULT, stages, tables);
    }

    /** As {@link #require(Statement, StatementContext)}, for what a statement turns out to need while it runs. */
    public void require(List<Need> needs, StatementContext context) {
        if (!AccessCache.isAdmin(context.principal(), context.session())) {
            require(needs, context.principal(), context.session(), context.stages(), tables);
        }
    }

    private void require(List<Need> needs, Principal principal, SessionState session, StageLookup stages, ExistingTables existing) {
        if (needs.isEmpty() && session.role().isEmpty()) {
            return;
        }
        Access access = accesses.of(principal, session);
        if (!access.isSuper()) {
            NeedCheck check = new NeedCheck(catalog, stages, existing, session.database(), accesses, access, principal);
            needs.forEach(check::require);
        }
    }

    /** Taking another role must be possible when the session's is gone. */
    private static boolean takesRoles(Statement statement) {
        return statement instanceof Statement.SetRole || statement instanceof Statement.SetSecondaryRoles;
    }

    /** What the statement's user and roles may. */
    public Access access(StatementContext context) {
        return accesses.of(context.principal(), context.session());
    }

    /** Whether the statement's roles hold SUPER, and with it everything. */
    public boolean isSuper(StatementContext context) {
        return access(context).isSuper();
    }

    /** Whether one of the statement's roles owns the stage. */
    public boolean owns(StageDefinition stage, StatementContext context) {
        return access(context).owns(stage);
    }

    /** The roles a user may take, and whether they may take one. */
    public AccessCache accesses() {
        return accesses;
    }
}
