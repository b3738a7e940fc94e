package dev.stagedoor.storage.pool;

import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.http.HttpStore;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.CosLocation;
import dev.stagedoor.storage.location.FsLocation;
import dev.stagedoor.storage.location.GcsLocation;
import dev.stagedoor.storage.location.HttpLocation;
import dev.stagedoor.storage.location.HuggingfaceLocation;
import dev.stagedoor.storage.location.IpfsLocation;
import dev.stagedoor.storage.location.ObsLocation;
import dev.stagedoor.storage.location.OssLocation;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.WebhdfsLocation;
import dev.stagedoor.storage.network.EndpointPolicy;
import dev.stagedoor.storage.network.StoreHttpClient;
import dev.stagedoor.storage.opendal.OpendalStore;
import dev.stagedoor.storage.s3.S3RegionFinder;
import dev.stagedoor.storage.s3.S3Store;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Opens each scheme with what speaks it. The HTTP client that the stores share is made at first use: a server without external stages needs
 * none.
 */
final class SchemeStores implements StoreOpener, AutoCloseable {
    /** What the stores share. */
    private record Shared(StoreHttpClient http, S3RegionFinder regions) {}

    private final EndpointPolicy policy;
    private final Clock clock;
    private @Nullable Shared shared;
    private boolean closed;

    SchemeStores(EndpointPolicy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public ObjectStore open(StoreLocation location) {
        return switch (location) {
            case S3Location s3 -> S3Store.open(s3, shared().http(), clock);
            case AzblobLocation azblob -> OpendalStore.open(azblob, clock, policy::checkResolved, shared().http());
            case GcsLocation gcs -> opendal(gcs);
            case OssLocation oss -> opendal(oss);
            case ObsLocation obs -> opendal(obs);
            case CosLocation cos -> opendal(cos);
            case WebhdfsLocation webhdfs -> opendal(webhdfs);
            case IpfsLocation ipfs -> opendal(ipfs);
            case HuggingfaceLocation hub -> opendal(hub);
            case HttpLocation http -> HttpStore.open(http, shared().http(), clock);
            case FsLocation fs -> throw new IllegalArgumentException("directories are opened by FsStores");
        };
    }

    /** OpenDAL resolves names itself, so the policy resolves them too, before it does. */
    private ObjectStore opendal(StoreLocation location) {
        return OpendalStore.open(location, clock, policy::checkResolved);
    }

    /** The region of a bucket, found out over the network where nothing else tells. */
    String region(S3Location location) {
        return shared().regions().find(location);
    }

    private synchronized Shared shared() {
        if (closed) {
            throw OpenedStores.shutDown();
        }
        if (shared == null) {
            StoreHttpClient http = StoreHttpClient.create(policy);
            shared = new Shared(http, new S3RegionFinder(http, clock));
        }
        return shared;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (shared != null) {
            shared.http().close();
        }
    }
}
