package dev.stagedoor.engine.table;

import dev.stagedoor.engine.access.ExistingTables;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.TableId;
import dev.stagedoor.table.Warehouse;

/** The databases and tables of a warehouse. */
public final class WarehouseNames implements ExistingTables {
    private final Warehouse warehouse;

    public WarehouseNames(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @Override
    public boolean hasDatabase(String database) {
        return warehouse.hasDatabase(database);
    }

    @Override
    public boolean hasTable(String database, String table) {
        try {
            return warehouse.find(new TableId(database, table)).isPresent();
        } catch (StagedoorException e) {
            // No table is called so. One that cannot be read is there.
            return e.code() != ErrorCode.BAD_ARGUMENTS;
        }
    }
}
