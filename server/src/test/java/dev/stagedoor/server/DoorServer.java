package dev.stagedoor.server;

import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.MemoryLedger;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.server.StagedoorServer.DoorKey;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.local.DoorTerms;
import dev.stagedoor.testsupport.TurnableClock;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A server with a real embedded store behind its door. */
final class DoorServer implements AutoCloseable {
    static final String BUCKET = "stagedoor";
    static final long MAX_OBJECT_BYTES = 100L << 20;

    final TurnableClock clock = new TurnableClock();
    final ScriptedStatements statements = new ScriptedStatements();
    final DataDirectory directory;
    final PresignLedger ledger;
    final EmbeddedStore store;
    final StagedoorServer server;
    final InetSocketAddress address;
    final Client client;

    DoorServer(Path path) {
        this(path, Options.LOCAL);
    }

    DoorServer(Path path, ServerOptions options) {
        this(path, options, Optional.empty(), UnaryOperator.identity());
    }

    /** @param fault put between the door and the store */
    DoorServer(Path path, ServerOptions options, Optional<S3Credential> s3Access, UnaryOperator<ObjectStore> fault) {
        this(path, options, s3Access, fault, (directory, clock) ->
                SqlitePresignLedger.open(directory.ledgerDirectory(), LedgerOptions.DEFAULT, clock));
    }

    /** With a ledger that shows what it is told. */
    DoorServer(Path path, ServerOptions options, MemoryLedger ledger) {
        this(path, options, Optional.empty(), UnaryOperator.identity(), (directory, clock) -> ledger);
    }

    private DoorServer(
            Path path,
            ServerOptions options,
            Optional<S3Credential> s3Access,
            UnaryOperator<ObjectStore> fault,
            BiFunction<DataDirectory, Clock, PresignLedger> openLedger) {
        directory = DataDirectory.open(path);
        var storeOptions = new EmbeddedOptions(BUCKET, "us-east-1", MAX_OBJECT_BYTES, EmbeddedOptions.Durability.FULL);
        store = EmbeddedStore.open(directory, storeOptions, clock);
        ledger = openLedger.apply(directory, clock);
        server = new StagedoorServer(
                options,
                statements,
                new RunningStatements(),
                (location, principal) -> new dev.stagedoor.engine.file.StageFile(store, new ObjectKey("up/" + location.path())),
                ledger,
                new StandingUrls(),
                Options.users(options),
                List.of(new DoorBucket(BUCKET, fault.apply(store), s3Access)),
                new DoorKey("us-east-1", directory.credential()),
                directory.spillDirectory(),
                clock);
        address = server.start();
        client = new Client(address);
    }

    URI origin() {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    URI presign(HttpMethod method, String key) {
        return URI.create(store.presign(method, new ObjectKey(key), new PresignTerms(Duration.ofHours(1), Optional.empty(), origin()))
                .url());
    }

    URI presign(HttpMethod method, String key, String signedContentType) {
        return URI.create(store.presign(
                        method, new ObjectKey(key), new PresignTerms(Duration.ofHours(1), Optional.of(signedContentType), origin()))
                .url());
    }

    /** Signs what the store would not. */
    URI presignAny(HttpMethod method, String key, S3Credential credential) {
        return URI.create(new S3V4Presigner(credential, "us-east-1")
                .presign(method, BucketAddress.pathStyle(origin(), BUCKET), key, S3V4Terms.expiring(Duration.ofHours(1)), clock.instant())
                .url());
    }

    /** A URL with terms, as the server's own key signs it. */
    URI presign(HttpMethod method, String key, DoorTerms terms, Map<String, String> signedHeaders) {
        return presign(method, key, new S3V4Terms(Duration.ofHours(1), signedHeaders, terms.toQuery()));
    }

    URI presign(HttpMethod method, String key, S3V4Terms terms) {
        return presign(method, key, directory.credential(), terms);
    }

    URI presign(HttpMethod method, String key, S3Credential credential, S3V4Terms terms) {
        return URI.create(new S3V4Presigner(credential, "us-east-1")
                .presign(method, BucketAddress.pathStyle(origin(), BUCKET), key, terms, clock.instant())
                .url());
    }

    boolean has(String key) {
        return store.stat(new ObjectKey(key)).isPresent();
    }

    @Override
    public void close() {
        client.close();
        server.stop(Duration.ofSeconds(5));
        ledger.close();
        store.close();
        directory.close();
    }
}
