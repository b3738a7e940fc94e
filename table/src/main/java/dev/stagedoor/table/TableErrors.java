package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/** The sentences on names, in Databend's words. */
final class TableErrors {
    private TableErrors() {}

    static StagedoorException unknownTable(TableId id) {
        return new StagedoorException(ErrorCode.UNKNOWN_TABLE, "Unknown table '" + id.database() + "'.'" + id.name() + "'");
    }

    static StagedoorException tableExists(TableId id) {
        return new StagedoorException(ErrorCode.TABLE_ALREADY_EXISTS, "Table '" + id + "' already exists");
    }

    static StagedoorException unknownDatabase(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_DATABASE, "Unknown database '" + name + "'");
    }

    static StagedoorException databaseExists(String name) {
        return new StagedoorException(ErrorCode.DATABASE_ALREADY_EXISTS, "Database '" + name + "' already exists");
    }
}
