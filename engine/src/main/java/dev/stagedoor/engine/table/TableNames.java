package dev.stagedoor.engine.table;

import dev.stagedoor.engine.query.SystemDatabases;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.TableName;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;
import java.util.Locale;
import java.util.Optional;

/** Which table a statement means. The case of letters does not count in names of databases and tables: they are kept in lower case. */
final class TableNames {
    private final Warehouse warehouse;
    private final SystemDatabases databases;

    TableNames(Warehouse warehouse, SystemDatabases databases) {
        this.warehouse = warehouse;
        this.databases = databases;
    }

    /** @throws StagedoorException 1119 for another catalog, 1006 for a name that no table can have, 1063 for one of the system's */
    TableId id(TableName name, SessionState session) {
        databases.requireCatalog(name.catalog());
        String database = database(name.database().orElse(session.database()));
        return new TableId(database, name.name().toLowerCase(Locale.ROOT));
    }

    /** @throws StagedoorException 1063 for one of the system's */
    String database(String written) {
        String name = written.toLowerCase(Locale.ROOT);
        if (SystemDatabases.isSystem(name)) {
            throw new StagedoorException(
                    ErrorCode.PERMISSION_DENIED,
                    "database '" + ShownText.of(name) + "' is the system's own: nothing in it can be changed");
        }
        return name;
    }

    /** @throws StagedoorException as {@link #id}; 1025 when there is no such table, 1003 when there is no such database */
    Table require(TableName name, SessionState session) {
        TableId id = id(name, session);
        databases.requireDatabase(id.database());
        return warehouse.table(id);
    }

    /**
     * The same for a statement that needs no more than the name, so that a table can be dropped whose files are lost.
     *
     * @throws StagedoorException as {@link #require}
     */
    TableId requireName(TableName name, SessionState session) {
        TableId id = id(name, session);
        databases.requireDatabase(id.database());
        warehouse.requireName(id);
        return id;
    }

    boolean has(TableName name, SessionState session) {
        return warehouse.has(id(name, session));
    }

    Optional<Table> find(TableName name, SessionState session) {
        return warehouse.find(id(name, session));
    }
}
