package dev.stagedoor.query.duckdb;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;

/** What a query may not hold, said to its user. */
final class QueryRefusals {
    private QueryRefusals() {}

    static StagedoorException unknownTable(String name) {
        return new StagedoorException(
                ErrorCode.UNKNOWN_TABLE,
                "Unknown table '" + ShownText.of(name) + "'; a query reads files (FROM @stage/path),"
                        + " list_stage(location => '@stage/path') and the tables that SHOW TABLES FROM system and SHOW VIEWS FROM"
                        + " information_schema list");
    }

    static StagedoorException unknownTableFunction(String name) {
        return new StagedoorException(
                ErrorCode.UNKNOWN_FUNCTION,
                "Unknown table function: '" + ShownText.of(name) + "'; a query reads files (FROM @stage/path), list_stage(…), system"
                        + " tables and what it computes itself");
    }

    static StagedoorException unknownFunction(String name) {
        return new StagedoorException(ErrorCode.UNKNOWN_FUNCTION, "no function matches the given name: '" + ShownText.of(name) + "'");
    }

    static StagedoorException unimplemented(String message) {
        return new StagedoorException(ErrorCode.UNIMPLEMENTED, message);
    }
}
