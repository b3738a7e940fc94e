package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.CatalogContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogContractTest extends CatalogContract {
    @TempDir
    Path directory;

    @Override
    protected Catalog openEmpty() {
        return SqliteCatalog.open(directory.resolve("catalog.db"));
    }

    @Override
    protected Catalog reopen() {
        return SqliteCatalog.open(directory.resolve("catalog.db"));
    }
}
