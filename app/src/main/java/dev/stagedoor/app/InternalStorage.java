package dev.stagedoor.app;

import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.ConfigurationException;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.pool.OpenedStores;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Where user stages and internal stages keep their files: the embedded store, or the bucket that the configuration names.
 *
 * @param root not yet closed by anybody
 * @param uri of the root, as engines open it that read tables
 * @param buckets what of it the door opens to; a bucket elsewhere is its own door
 */
record InternalStorage(StoreRoot root, String uri, List<DoorBucket> buckets) {
    /**
     * @param stores opens buckets; the store it gives is the caller's to close
     * @throws dev.stagedoor.errors.StagedoorException when it cannot be opened
     * @throws ConfigurationException when the store cannot do what internal storage needs
     */
    static InternalStorage open(Configuration configuration, DataDirectory directory, OpenedStores stores, Clock clock) {
        Optional<StoreLocation> location =
                ConfiguredBucket.location(configuration, Settings.STORAGE_URL, Settings.STORAGE_CONNECTION);
        if (location.isEmpty()) {
            EmbeddedStore embedded = EmbeddedStore.open(directory, Options.store(configuration), clock);
            return new InternalStorage(
                    new StoreRoot(embedded, ""),
                    InternalUri.ofBucket(embedded.bucket()),
                    List.of(new DoorBucket(embedded.bucket(), embedded, configuration.doorCredential())));
        }
        StoreRoot root = stores.open(location.get());
        Optional<String> uri = InternalUri.of(location.get());
        if (uri.isEmpty() || !root.store().capabilities().containsAll(List.of(Capability.PRESIGN_PUT, Capability.PRESIGN_GET))) {
            root.store().close();
            throw ConfiguredBucket.unusable(Settings.STORAGE_URL, "cannot presign uploads and downloads");
        }
        return new InternalStorage(root, uri.get(), List.of());
    }
}
