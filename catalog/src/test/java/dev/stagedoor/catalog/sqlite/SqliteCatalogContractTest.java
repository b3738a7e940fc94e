package dev.stagedoor.catalog.sqlite;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.CatalogContract;
import dev.stagedoor.catalog.encryption.CatalogKey;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteCatalogContractTest extends CatalogContract {
    @TempDir
    Path directory;

    @Override
    protected Catalog openEmpty() {
        return SqliteCatalog.open(directory.resolve("catalog.db"), CatalogKey.openOrCreate(directory.resolve("catalog.key")));
    }

    @Override
    public Catalog reopen() {
        return openEmpty();
    }
}
