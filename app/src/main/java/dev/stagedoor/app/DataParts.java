package dev.stagedoor.app;

import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.sqlite.SqliteCatalog;
import dev.stagedoor.ledger.sqlite.LedgerInspection;
import dev.stagedoor.storage.embedded.DataVerifier.DatabaseCheck;
import dev.stagedoor.storage.embedded.DataVerifier.FileCheck;
import dev.stagedoor.storage.embedded.DataVerifier.Others;
import dev.stagedoor.table.Warehouse;
import java.util.List;

/** How the catalog, the list of tables and the ledger in a data directory are looked at. */
public final class DataParts {
    /** All of them. */
    public static final Others OTHERS = new Others(
            List.of(
                    new FileCheck("catalog.key", CatalogKey::damage),
                    new FileCheck("ledger/journal", LedgerInspection::journalDamage)),
            List.of(
                    new DatabaseCheck("catalog.db", SqliteCatalog::counter),
                    new DatabaseCheck("warehouse.db", Warehouse::counter),
                    new DatabaseCheck("ledger/ledger.db", LedgerInspection::counter)));

    private DataParts() {}
}
