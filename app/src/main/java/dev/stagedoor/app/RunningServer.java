package dev.stagedoor.app;

import dev.stagedoor.app.config.Configuration;
import dev.stagedoor.app.config.Settings;
import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.sqlite.SqliteCatalog;
import dev.stagedoor.engine.Engine;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.server.ServerOptions;
import dev.stagedoor.server.StagedoorServer;
import dev.stagedoor.server.authentication.UserDirectory;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.storage.AbandonedUploads;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.DataPart;
import dev.stagedoor.storage.fs.FsStore;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.storage.network.EndpointPolicy;
import dev.stagedoor.storage.pool.FsStores;
import dev.stagedoor.storage.pool.OpenedStores;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.table.WarehouseSweeper;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A server and everything it stands on, listening. */
public final class RunningServer implements AutoCloseable {
    private final Path data;
    private final Engine engine;
    private final StagedoorServer server;
    private final String scheme;
    private final InetSocketAddress address;
    private final Deque<AutoCloseable> opened;

    private RunningServer(
            Path data, Engine engine, StagedoorServer server, String scheme, InetSocketAddress address, Deque<AutoCloseable> opened) {
        this.data = data;
        this.engine = engine;
        this.server = server;
        this.scheme = scheme;
        this.address = address;
        this.opened = opened;
    }

    /**
     * Starts everything; when this returns, requests are answered.
     *
     * @throws dev.stagedoor.errors.StagedoorException in one line that says what to do, when a part cannot start; what had been opened is
     *     closed again
     */
    public static RunningServer start(Configuration configuration, Clock clock) {
        return start(configuration, clock, Set.of());
    }

    /**
     * The same, willing to go on without parts of the data directory that are lost.
     *
     * @param acceptedLosses some of {@link DataPart#losable}
     */
    public static RunningServer start(Configuration configuration, Clock clock, Set<DataPart> acceptedLosses) {
        return start(
                configuration, clock, acceptedLosses,
                directory -> SqlitePresignLedger.open(directory, Options.ledger(configuration), clock));
    }

    /**
     * The same with a ledger of one's own.
     *
     * @param ledgers opens the ledger, given its directory; what it gives is closed with the server
     */
    public static RunningServer start(Configuration configuration, Clock clock, Function<Path, PresignLedger> ledgers) {
        return start(configuration, clock, Set.of(), ledgers);
    }

    private static RunningServer start(
            Configuration configuration, Clock clock, Set<DataPart> acceptedLosses, Function<Path, PresignLedger> ledgers) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        boolean started = false;
        try {
            var users = Options.users(configuration);
            var directory = DataDirectory.open(configuration.get(Settings.DATA), acceptedLosses);
            opened.push(directory);
            var parts = parts(configuration);
            directory.requireParts(parts);
            // First: when it is lost, the key below is another one. The catalog comes last, so that it tells whether everything had been
            // made.
            var ledger = directory.opening(DataPart.LEDGER, () -> ledgers.apply(directory.ledgerDirectory()));
            opened.push(ledger);
            var files = new FsStore(
                    Options.files(configuration, directory.path()), directory.credential(), configuration.get(Settings.REGION), clock);
            var stores = OpenedStores.create(Options.endpointPolicy(configuration), files::over, clock);
            opened.push(stores);
            // Where the server's own files lie is the administrator's word: the endpoint policy is for what users name.
            var own = OpenedStores.create(EndpointPolicy.permissive(), FsStores.NONE, clock);
            opened.push(own);
            var storage = InternalStorage.open(configuration, directory, own, clock);
            opened.push(storage.root().store());
            var tableStorage = WarehouseStorage.open(configuration, storage, own);
            if (tableStorage.root() != storage.root()) {
                opened.push(tableStorage.root().store());
            }
            var warehouse = directory.opening(
                    DataPart.WAREHOUSE,
                    () -> Warehouse.open(
                            directory.warehouseFile(), tableStorage.root(), tableStorage.uri(), Options.retention(configuration), clock));
            opened.push(warehouse);
            var key = catalogKey(configuration, directory);
            var catalog = directory.opening(DataPart.CATALOG, () -> SqliteCatalog.open(directory.catalogFile(), key));
            opened.push(catalog);
            directory.noteParts(parts);
            ServerOptions options = Options.server(configuration);
            var mirror = Mirror.open(directory.mirrorDirectory(), configuration.get(Settings.QUERY_MAX_MIRROR_SIZE).bytes());
            opened.push(mirror);
            var workers = Options.workers(configuration, directory.workersDirectory(), mirror.directory());
            var engine = new Engine(
                    catalog,
                    ledger,
                    storage.root(),
                    stores,
                    warehouse,
                    mirror,
                    workers,
                    clock,
                    Options.engine(configuration, users, options.listen()));
            opened.push(engine);
            engine.sweepLoads();
            opened.push(AbandonedUploads.start(
                    engine::abortAbandonedUploads, swept(storage, files), configuration.get(Settings.ABANDONED_UPLOAD_AGE), clock));
            opened.push(WarehouseSweeper.start(warehouse, configuration.get(Settings.WAREHOUSE_SWEEP_INTERVAL)));
            var door = new StagedoorServer.DoorKey(configuration.get(Settings.REGION), directory.credential());
            var buckets = new ArrayList<>(storage.buckets());
            if (!configuration.get(Settings.FS_ROOTS).isEmpty()) {
                buckets.add(new DoorBucket(FsStore.BUCKET, files, Optional.empty()));
            }
            var server = new StagedoorServer(
                    options, engine, ledger, users.and(UserDirectory.of(catalog)), buckets, door, directory.spillDirectory(), clock);
            opened.push(server);
            InetSocketAddress address = server.start();
            started = true;
            String scheme = configuration.tls().isPresent() ? "https" : "http";
            return new RunningServer(directory.path(), engine, server, scheme, address, opened);
        } finally {
            if (!started) {
                closeAll(opened);
            }
        }
    }

    /** A bucket that stages name is its owner's to sweep. */
    private static List<AbandonedUploads.Place> swept(InternalStorage storage, FsStore files) {
        var places = new ArrayList<AbandonedUploads.Place>();
        storage.root().store().multipartUploads().ifPresent(uploads ->
                places.add(new AbandonedUploads.Place("internal storage", uploads, new KeyPrefix(storage.root().root()))));
        files.multipartUploads().ifPresent(uploads ->
                places.add(new AbandonedUploads.Place("fs stages", uploads, KeyPrefix.ALL)));
        return places;
    }

    private static CatalogKey catalogKey(Configuration configuration, DataDirectory directory) {
        return configuration
                .get(Settings.CATALOG_KEY)
                .map(key -> CatalogKey.configured(key.reveal(), Settings.CATALOG_KEY.name()))
                .orElseGet(() -> directory.opening(DataPart.CATALOG_KEY, () -> catalogKey(directory)));
    }

    private static CatalogKey catalogKey(DataDirectory directory) {
        if (directory.beginsAnew(DataPart.CATALOG_KEY)) {
            SqliteCatalog.dropEncrypted(directory.catalogFile());
        }
        return CatalogKey.openOrCreate(directory.catalogKeyFile());
    }

    /** What of the data directory a server with this configuration needs. */
    private static Set<DataPart> parts(Configuration configuration) {
        Set<DataPart> parts = EnumSet.allOf(DataPart.class);
        if (configuration.get(Settings.CATALOG_KEY).isPresent()) {
            parts.remove(DataPart.CATALOG_KEY);
        }
        if (configuration.text(Settings.STORAGE_URL).isPresent()) {
            parts.remove(DataPart.STORE);
        }
        return parts;
    }

    /** Scheme and authority under which it is reached from this machine. */
    public URI address() {
        String host = address.getHostString();
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + authority + ":" + address.getPort());
    }

    /** The data directory; absolute. */
    public Path data() {
        return data;
    }

    /** Ends gracefully: no new requests, queries end at once, and the other requests under way have {@code grace}. */
    public void stop(Duration grace) {
        engine.close();
        server.stop(grace);
        close();
    }

    /** Ends with hardly any grace; nothing acknowledged is lost. */
    @Override
    public void close() {
        closeAll(opened);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the server could not be closed", e);
            }
        }
    }
}
