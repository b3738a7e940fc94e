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
            return warehouse.has(new TableId(database, table));
        } catch (StagedoorException e) {
            if (e.code() != ErrorCode.BAD_ARGUMENTS) {
                throw e;
            }
            return false; // no table is called so
        }
    }
}
