package dev.stagedoor.engine;

import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.table.Warehouse;
import java.nio.file.Path;
import java.time.Clock;

/** Warehouses of tests: tables in the internal storage, as a server has them. */
public final class TestWarehouses {
    /** Other engines are told so where the tables lie; nobody opens it. */
    public static final String URI = "s3://stagedoor/";

    private TestWarehouses() {}

    /** @param directory where the names of tables are kept */
    public static Warehouse open(Path directory, StoreRoot internal, Clock clock) {
        return Warehouse.open(directory.resolve("warehouse.db"), internal, URI, clock);
    }
}
