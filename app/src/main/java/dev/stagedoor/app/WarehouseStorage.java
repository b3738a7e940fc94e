package dev.stagedoor.app;

import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.ConfigurationException;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.pool.OpenedStores;
import java.util.Optional;

/**
 * Where tables keep their files: internal storage, or a bucket of their own.
 *
 * @param root of internal storage, or another, which is not closed by this either
 * @param uri of the root, as other engines open it
 */
record WarehouseStorage(StoreRoot root, String uri) {
    /**
     * @param stores opens buckets
     * @throws dev.stagedoor.errors.StagedoorException when it cannot be opened
     * @throws ConfigurationException for a store that tables cannot lie in
     */
    static WarehouseStorage open(Configuration configuration, InternalStorage internal, OpenedStores stores) {
        Optional<StoreLocation> location =
                ConfiguredBucket.location(configuration, Settings.WAREHOUSE_URL, Settings.WAREHOUSE_CONNECTION);
        if (location.isEmpty()) {
            return new WarehouseStorage(internal.root(), internal.uri());
        }
        String uri = InternalUri.of(location.get())
                .orElseThrow(() -> ConfiguredBucket.unusable(Settings.WAREHOUSE_URL, "other engines do not read tables from"));
        return new WarehouseStorage(stores.open(location.get()), uri);
    }
}
