package dev.stagedoor.storage.pool;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.location.FsLocation;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.location.StoreUri;
import dev.stagedoor.storage.network.EndpointPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/**
 * Opens stores and keeps them open, by the text of their location: a stage whose keys change gets another store. The least recently used
 * are let go when there are more than {@value #MAX_OPEN} or when nobody asked for them for an hour. Letting go is not closing: an operation
 * may still be running on the store, so it is left to whoever uses it last and then to the garbage collector. Only {@link #close} closes.
 */
public final class OpenedStores implements ObjectStores {
    /** How many stores are kept. They share connections; what each holds itself is some tens of kilobytes. */
    public static final int MAX_OPEN = 1_000;

    /** How long a store is kept that nobody asks for. */
    public static final Duration KEPT_UNUSED = Duration.ofHours(1);

    /** @param owned whether it is ours to close */
    private record Opened(StoreRoot root, boolean owned) {}

    private final EndpointPolicy policy;
    private final Function<S3Location, String> regions;
    private final FsStores directories;
    private final StoreOpener opener;
    private final Runnable afterClosing;
    private final Cache<StoreUri, Opened> open;
    private volatile boolean closed;

    /** @param afterClosing closes what the stores share */
    OpenedStores(
            EndpointPolicy policy,
            Function<S3Location, String> regions,
            FsStores directories,
            StoreOpener opener,
            Ticker ticker,
            Runnable afterClosing) {
        this.policy = policy;
        this.regions = regions;
        this.directories = directories;
        this.opener = opener;
        this.afterClosing = afterClosing;
        this.open = Caffeine.newBuilder()
                .maximumSize(MAX_OPEN)
                .expireAfterAccess(KEPT_UNUSED)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Opens every scheme. Nothing is opened, and no client is made, before it is asked for.
     *
     * @param clock what URLs are signed by
     */
    public static OpenedStores create(EndpointPolicy policy, FsStores directories, Clock clock) {
        SchemeStores schemes = new SchemeStores(policy, clock);
        return new OpenedStores(policy, schemes::region, directories, schemes, Ticker.systemTicker(), schemes::close);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One exception to asking no network: an S3 location without a region, which {@link #complete} never makes.
     */
    @Override
    public StoreRoot open(StoreUri uri) {
        Opened known = open.getIfPresent(uri);
        if (known != null) {
            return known.root();
        }
        // Not inside the cache: opening may take long, and would hold up whoever asks for another store.
        StoreLocation location = uri.parse();
        Opened opened = new Opened(open(location), !(location instanceof FsLocation));
        Opened first = open.asMap().putIfAbsent(uri, opened);
        if (first != null) {
            close(opened);
            return first.root();
        }
        if (closed) {
            open.invalidate(uri);
            close(opened);
            throw shutDown();
        }
        return opened.root();
    }

    /**
     * Opens the store of a location that need not have a text: the server's own internal storage may be used by the server's own
     * credentials.
     *
     * @return always a new store, which is the caller's to close (but for directories of the server's machine)
     * @throws dev.stagedoor.errors.StagedoorException as {@link #open(StoreUri)}
     */
    public StoreRoot open(StoreLocation location) {
        if (closed) {
            throw shutDown();
        }
        StoreLocation complete = complete(location);
        ObjectStore store = complete instanceof FsLocation fs ? directories.open(fs) : opener.open(complete);
        return new StoreRoot(store, complete.root());
    }

    @Override
    public StoreUri complete(StoreUri uri) {
        StoreLocation location = uri.parse();
        StoreLocation complete = complete(location);
        if (complete instanceof FsLocation fs) {
            directories.open(fs);
        }
        return StoreUri.of(complete);
    }

    private StoreLocation complete(StoreLocation location) {
        Endpoints.of(location).ifPresent(policy::check);
        return location instanceof S3Location s3 && s3.region().isEmpty() ? s3.withRegion(regions.apply(s3)) : location;
    }

    /** Closes every store that was opened by its text and is still kept. Operations under way may fail. */
    @Override
    public void close() {
        closed = true;
        open.asMap().values().removeIf(opened -> {
            close(opened);
            return true;
        });
        afterClosing.run();
    }

    private static void close(Opened opened) {
        if (opened.owned()) {
            opened.root().store().close();
        }
    }

    static StorageException shutDown() {
        return new StorageException(Kind.UNAVAILABLE, "the server is shutting down: try again on another one, or later");
    }
}
