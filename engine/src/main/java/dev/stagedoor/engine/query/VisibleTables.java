package dev.stagedoor.engine.query;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.Table;
import dev.stagedoor.table.TableColumn;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The databases and tables of the warehouse, of which a statement is told those that its user may know of. */
public final class VisibleTables {
    private final Warehouse warehouse;
    private final Authorization authorization;

    public VisibleTables(Warehouse warehouse, Authorization authorization) {
        this.warehouse = warehouse;
        this.authorization = authorization;
    }

    /**
     * A table that may be known of.
     *
     * @param table empty when its metadata are damaged, or not there
     */
    record Listed(TableId id, Optional<Table> table) {
        /** In their order; none when they cannot be read. */
        List<TableColumn> columns() {
            try {
                return table.map(Table::columns).orElse(List.of());
            } catch (StagedoorException _) {
                return List.of(); // types of another engine
            }
        }
    }

    /** Whether it may be known of or not. */
    boolean hasDatabase(String name) {
        return warehouse.hasDatabase(name);
    }

    /** In alphabetical order. */
    SortedSet<String> databases(StatementContext context) {
        SortedSet<String> visible = new TreeSet<>(warehouse.databases());
        visible.removeIf(database -> !isVisible(database, context));
        return visible;
    }

    /** By database and name; each is looked at when it is asked for. */
    Stream<Listed> tables(StatementContext context) {
        return warehouse.databases().stream()
                .flatMap(database -> ids(database).stream())
                .filter(id -> isVisible(id, context))
                .flatMap(this::listed);
    }

    private List<TableId> ids(String database) {
        try {
            return warehouse.tables(database);
        } catch (StagedoorException e) {
            if (e.code() == ErrorCode.UNKNOWN_DATABASE) {
                return List.of(); // dropped meanwhile
            }
            throw e;
        }
    }

    /** One that is damaged hides no other. */
    private Stream<Listed> listed(TableId id) {
        try {
            return warehouse.find(id).map(table -> new Listed(id, Optional.of(table))).stream();
        } catch (StagedoorException e) {
            if (e.retryable()) {
                throw e;
            }
            return Stream.of(new Listed(id, Optional.empty()));
        }
    }

    /**
     * A table that must be there.
     *
     * @throws StagedoorException 1025 when it is not, 1063 when it may not be known of
     */
    Table require(TableId id, StatementContext context) {
        Table table = warehouse.find(id).orElseThrow(() -> SystemDatabases.unknownTable(id.database(), id.name()));
        if (!isVisible(id, context)) {
            authorization.requireSelect(id.database(), id.name(), context);
        }
        return table;
    }

    /** The default one is everybody's. */
    private boolean isVisible(String database, StatementContext context) {
        return database.equals(Warehouse.DEFAULT_DATABASE) || authorization.access(context).maySee(new GrantObject.Database(database));
    }

    private boolean isVisible(TableId id, StatementContext context) {
        return authorization.access(context).maySee(new GrantObject.Table(id.database(), id.name()));
    }
}
