package dev.stagedoor.server;

import dev.stagedoor.engine.statement.RunningStatements;
import dev.stagedoor.ledger.LedgerOptions;
import dev.stagedoor.ledger.sqlite.SqlitePresignLedger;
import dev.stagedoor.server.StagedoorServer.DoorKey;
import dev.stagedoor.server.authentication.Users;
import dev.stagedoor.server.door.DoorBucket;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.DeleteReport;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.testsupport.TurnableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A server over {@link ScriptedStatements}, for tests of the protocol alone; its store is out of order. */
final class ScriptedServer implements AutoCloseable {
    final ScriptedStatements statements = new ScriptedStatements();
    final TurnableClock clock = new TurnableClock();
    final StagedoorServer server;
    final Path data;
    private final SqlitePresignLedger ledger;
    final InetSocketAddress address;
    final Client client;

    ScriptedServer() {
        this(Options.LOCAL, Users.DEFAULT);
    }

    ScriptedServer(ServerOptions options, Users users) {
        var credential = new S3Credential("SDTEST", Secret.of("secret"));
        data = temporaryDirectory();
        ledger = SqlitePresignLedger.open(data, LedgerOptions.DEFAULT, clock);
        server = new StagedoorServer(
                options,
                statements,
                new RunningStatements(),
                (path, principal) -> {
                    throw new StorageException(StorageException.Kind.UNAVAILABLE, "out of order");
                },
                ledger,
                new StandingUrls(),
                users,
                List.of(new DoorBucket("bucket", new BrokenStore(), Optional.empty())),
                new DoorKey("us-east-1", credential),
                data.resolve("spill"),
                clock);
        address = server.start();
        client = new Client(address);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("scripted-server");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        statements.proceed.countDown();
        server.stop(Duration.ofSeconds(5));
        ledger.close();
        try (Stream<Path> files = Files.walk(data).sorted(Comparator.reverseOrder())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails at everything. */
    private static final class BrokenStore implements ObjectStore {
        private static StorageException broken() {
            return new StorageException(StorageException.Kind.UNAVAILABLE, "out of order");
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public dev.stagedoor.signing.PresignedRequest presign(
                dev.stagedoor.signing.HttpMethod method, ObjectKey key, PresignTerms terms) {
            throw broken();
        }

        @Override
        public Optional<ObjectSummary> stat(ObjectKey key) {
            throw broken();
        }

        @Override
        public ObjectListing list(KeyPrefix prefix, String startAfter) {
            throw broken();
        }

        @Override
        public ObjectContent open(ObjectKey key, ByteRange range) {
            throw broken();
        }

        @Override
        public ObjectSummary put(ObjectKey key, ObjectBody body, PutConditions conditions) {
            throw broken();
        }

        @Override
        public DeleteReport delete(Collection<String> keys) {
            throw broken();
        }

        @Override
        public void close() {}
    }
}
