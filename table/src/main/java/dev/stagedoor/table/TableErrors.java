package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/** The sentences on names, in Databend's words. */
final class TableErrors {
    private TableErrors() {}

    static StagedoorException unknownTable(TableId id) {
        return new StagedoorException(ErrorCode.UNKNOWN_TABLE, "Unknown table '" + id.database() + "'.'" + id.name() + "'");
    }

    static StagedoorException nothingDropped(TableId id) {
        return new StagedoorException(
                ErrorCode.UNKNOWN_TABLE,
                "Unknown table '" + id.database() + "'.'" + id.name() + "': no dropped table of this name can be brought back. Dropped with"
                        + " ALL, or longer ago than warehouse.retention, a table is gone");
    }

    static StagedoorException nameTaken(TableId id) {
        return new StagedoorException(
                ErrorCode.TABLE_ALREADY_EXISTS,
                "Table '" + id + "' already exists: rename it, and the one that was dropped can have its name again");
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
