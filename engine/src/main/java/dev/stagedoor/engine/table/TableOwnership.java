package dev.stagedoor.engine.table;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.table.TableId;

/**
 * To whom databases and tables belong: what is granted on them begins when they are created and ends before they are dropped. So nobody
 * gets a table's grants by the name of an older one.
 */
final class TableOwnership {
    private final Catalog catalog;
    private final Authorization authorization;

    TableOwnership(Catalog catalog, Authorization authorization) {
        this.catalog = catalog;
        this.authorization = authorization;
    }

    /**
     * Passes when the statement may do this with the table it has found.
     *
     * @throws dev.stagedoor.errors.StagedoorException 1063
     */
    void require(TableStatement statement, StatementContext context) {
        authorization.requireFound(statement, context);
    }

    /**
     * Who will own what the statement creates.
     *
     * @param what is created
     * @param privilege that it takes, in Databend's words
     * @throws dev.stagedoor.errors.StagedoorException 1063 when it would be everybody's
     */
    String owner(String what, String privilege, StatementContext context) {
        return authorization.access(context).newOwner(what, privilege, context.principal());
    }

    void created(TableId table, String owner) {
        catalog.ownNew(object(table), owner);
    }

    void created(String database, String owner) {
        catalog.ownNew(new GrantObject.Database(database), owner);
    }

    void dropping(TableId table) {
        catalog.endGrants(object(table));
    }

    void dropping(String database) {
        catalog.endGrants(new GrantObject.Database(database));
    }

    /** Before a table is renamed; and the other way round when it was not. */
    void moving(TableId from, TableId to) {
        catalog.moveGrants(object(from), object(to));
    }

    private static GrantObject.Table object(TableId table) {
        return new GrantObject.Table(table.database(), table.name());
    }
}
