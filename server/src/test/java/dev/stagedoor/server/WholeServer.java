package dev.stagedoor.server;

import dev.stagedoor.catalog.RoleDefinition;
import dev.stagedoor.catalog.encryption.CatalogKey;
import dev.stagedoor.catalog.sqlite.SqliteCatalog;
import dev.stagedoor.engine.Engine;
import dev.stagedoor.engine.EngineOptions;
import dev.stagedoor.engine.TestWarehouses;
import dev.stagedoor.engine.TestWorkers;
import dev.stagedoor.engine.query.QueryOptions;
import dev.stagedoor.engine.statement.Principal;
import dev.stagedoor.engine.statement.SessionState;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.query.worker.Workers;
import dev.stagedoor.server.StagedoorServer.DoorKey;
import dev.stagedoor.server.authentication.UserDirectory;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.fs.FsOptions;
import dev.stagedoor.storage.fs.FsStore;
import dev.stagedoor.storage.location.ObjectStores;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.storage.mirror.Mirror;
import dev.stagedoor.storage.network.EndpointPolicy;
import dev.stagedoor.storage.pool.OpenedStores;
import dev.stagedoor.table.Warehouse;
import dev.stagedoor.testsupport.TurnableClock;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server with everything behind it: engine, catalog, ledger, an embedded store that can be held up, and directories for {@code fs}
 * stages.
 */
final class WholeServer implements AutoCloseable {
    final TurnableClock clock = new TurnableClock();
    final PausingStore store;
    final Engine engine;
    final Client client;
    final InetSocketAddress address;
    final DataDirectory directory;
    private final ObjectStores external;
    private final SqliteCatalog catalog;
    private final SqlitePresignLedger ledger;
    private final Warehouse warehouse;
    private final StagedoorServer server;

    /** @param roots where {@code fs} stages may lie */
    WholeServer(Path data, Path... roots) {
        this(Options.LOCAL, data, roots);
    }

    WholeServer(ServerOptions options, Path data, Path... roots) {
        this(options, QueryOptions.DEFAULT.maxWait(), data, roots);
    }

    /** @param maxWait how long a query waits for a place */
    WholeServer(ServerOptions options, Duration maxWait, Path data, Path... roots) {
        directory = DataDirectory.open(data);
        var embedded = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, clock);
        store = new PausingStore(embedded);
        catalog = SqliteCatalog.open(directory.catalogFile(), CatalogKey.openOrCreate(directory.catalogKeyFile()));
        ledger = SqlitePresignLedger.open(directory.ledgerDirectory(), LedgerOptions.DEFAULT, clock);
        var files = new FsStore(
                new FsOptions(List.of(roots), List.of(directory.path()), 1 << 30), directory.credential(), embedded.region(), clock);
        external = OpenedStores.create(EndpointPolicy.permissive(), files::over, clock);
        Mirror mirror = Mirror.open(directory.mirrorDirectory(), 64 << 20);
        Workers workers = TestWorkers.over(mirror);
        StoreRoot internal = new StoreRoot(store, "");
        warehouse = TestWarehouses.open(data, internal, clock);
        engine = new Engine(catalog, ledger, internal, external, warehouse, mirror, workers, clock, waiting(maxWait));
        server = new StagedoorServer(
                options,
                engine,
                ledger,
                Users.DEFAULT.and(UserDirectory.of(catalog)),
                List.of(
                        new DoorBucket(embedded.bucket(), store, Optional.empty()),
                        new DoorBucket(FsStore.BUCKET, files, Optional.empty())),
                new DoorKey(embedded.region(), directory.credential()),
                directory.spillDirectory(),
                clock);
        address = server.start();
        client = new Client(address);
    }

    private static EngineOptions waiting(Duration maxWait) {
        var queries = new QueryOptions(QueryOptions.DEFAULT.timeout(), QueryOptions.MAX_PER_USER, maxWait, false);
        return new EngineOptions(queries, EngineOptions.DEFAULT.accounts());
    }

    /** Runs a statement as root. */
    StatementResult root(String sql) {
        return as("root", sql);
    }

    /** Runs a statement as a user whose roles are what was granted. */
    StatementResult as(String user, String sql) {
        Principal principal = new Principal(user, user.equals("root") ? RoleDefinition.ACCOUNT_ADMIN : "public");
        return engine.execute(sql, new StatementContext(principal, SessionState.DEFAULT, client.base, new Cancellation()));
    }

    /** The URL that a PRESIGN of this user gives. */
    URI presigned(String user, String sql) {
        return URI.create(rows(as(user, sql)).getFirst().text(2));
    }

    /** Names of the files that LIST shows root. */
    List<String> list(String location) {
        return rows(root("LIST " + location)).stream().map(row -> row.text(0)).toList();
    }

    /** What lies in the place of a stage, or of a user's own ({@code ~}), whether or not there is such a stage or user. */
    List<String> listAnyway(String user, String stage) {
        String root = root(user, stage);
        List<String> names = new ArrayList<>();
        try (ObjectListing listing = store.list(new KeyPrefix(root), "")) {
            listing.forEachRemaining(object -> names.add(object.key().substring(root.length())));
        }
        return names;
    }

    void removeAnyway(String user, String stage) {
        store.delete(listAnyway(user, stage).stream().map(name -> root(user, stage) + name).toList());
    }

    private static String root(String user, String stage) {
        return stage.equals("~") ? "stage/user/" + user + "/" : "stage/internal/" + stage + "/";
    }

    static List<Row> rows(StatementResult result) {
        List<Row> rows = new ArrayList<>();
        try (RowCursor cursor = ((StatementResult.Rows) result).cursor()) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    HttpResponse<String> put(URI url, String body, String... headers) {
        return client.send("PUT", url, BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> get(URI url, String... headers) {
        return client.send("GET", url, BodyPublishers.noBody(), headers);
    }

    /** An upload through the server. */
    HttpResponse<String> upload(String user, String stage, String filename, String content) {
        String form = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"" + filename + "\"\r\n\r\n" + content
                + "\r\n--b--\r\n";
        return client.send(
                "PUT",
                "/v1/upload_to_stage",
                form,
                "Authorization",
                Client.basic(user, ""),
                "Content-Type",
                "multipart/form-data; boundary=b",
                "X-DATABEND-STAGE-NAME",
                stage);
    }

    /** Ends the server alone. */
    void stop() {
        server.stop(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        client.close();
        server.stop(Duration.ofSeconds(5));
        engine.close();
        warehouse.close();
        ledger.close();
        catalog.close();
        external.close();
        store.close();
        directory.close();
    }
}
