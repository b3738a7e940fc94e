package dev.stagedoor.app;

import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.ConfigurationException;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;
import dev.stagedoor.storage.pool.OpenedStores;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        Optional<String> url = configuration.text(Settings.STORAGE_URL);
        if (url.isEmpty()) {
            requireNone(configuration.connection());
            EmbeddedStore embedded = EmbeddedStore.open(directory, Options.store(configuration), clock);
            return new InternalStorage(
                    new StoreRoot(embedded, ""),
                    InternalUri.ofBucket(embedded.bucket()),
                    List.of(new DoorBucket(embedded.bucket(), embedded, configuration.doorCredential())));
        }
        StoreLocation location = location(url.get(), configuration.connection());
        StoreRoot root = stores.open(location);
        if (!root.store().capabilities().containsAll(List.of(Capability.PRESIGN_PUT, Capability.PRESIGN_GET))) {
            root.store().close();
            throw new ConfigurationException(Settings.STORAGE_URL.name()
                    + " names a store that cannot presign uploads and downloads; use s3, azblob, gcs, oss, cos or obs, or leave it empty");
        }
        return new InternalStorage(root, InternalUri.of(location), List.of());
    }

    private static void requireNone(Map<String, Secret> connection) {
        if (!connection.isEmpty()) {
            throw new ConfigurationException("storage.connection." + connection.keySet().iterator().next() + " is set, but "
                    + Settings.STORAGE_URL.name() + " is not; set it to the bucket that the connection is for");
        }
    }

    /** The keys are those of SQL, but S3 without keys means the server's own credentials, not anonymous access. */
    private static StoreLocation location(String url, Map<String, Secret> connection) {
        var parameters = new TreeMap<String, String>();
        connection.forEach((key, value) -> parameters.put(key, value.reveal()));
        StoreLocation location = new StoreUri(url, new ConnectionParameters(parameters)).parse();
        return location instanceof S3Location s3 && s3.access() instanceof S3Access.Anonymous
                ? s3.withAccess(new S3Access.ServerCredentials())
                : location;
    }
}
