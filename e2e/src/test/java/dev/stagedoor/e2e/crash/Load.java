package dev.stagedoor.e2e.crash;

import dev.stagedoor.e2e.crash.KeyHistory.Change;
import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Everybody at once: uploads of all sizes, several on the same keys, removals and stage DDL, until the server is killed. */
final class Load implements AutoCloseable {
    private static final int SMALL_WRITERS = 4;
    private static final int MEDIUM_WRITERS = 2;
    private static final int LARGE_WRITERS = 2;
    private static final int JOIN_LIMIT_SECONDS = 60;

    /** One removal in this many takes a whole directory. */
    private static final int DIRECTORY_REMOVALS = 8;

    private static final AtomicLong VERSIONS = new AtomicLong();

    /** One request, or a few, of one client. */
    private interface Client {
        void once() throws IOException, InterruptedException;
    }

    private final ServerProcess server;
    private final Ledger ledger;
    private final SqlClient sql;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private final Map<FileKey, URI> uploadUrls = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
    private volatile boolean killing;

    private Load(ServerProcess server, Ledger ledger) {
        this.server = server;
        this.ledger = ledger;
        this.sql = server.sql();
    }

    /** Starts the clients. */
    static Load start(ServerProcess server, Ledger ledger, SplittableRandom random) {
        Load load = new Load(server, ledger);
        load.writers(FileKey.Size.SMALL, SMALL_WRITERS, random);
        load.writers(FileKey.Size.MEDIUM, MEDIUM_WRITERS, random);
        load.writers(FileKey.Size.LARGE, LARGE_WRITERS, random);
        SplittableRandom removals = random.split();
        load.run(() -> load.remove(removals));
        SplittableRandom ddl = random.split();
        load.run(() -> load.createOrDrop(ddl));
        return load;
    }

    private void writers(FileKey.Size size, int count, SplittableRandom random) {
        List<FileKey> keys = ledger.keys(size);
        for (int i = 0; i < count; i++) {
            SplittableRandom own = random.split();
            run(() -> put(keys.get(own.nextInt(keys.size())), own.nextBoolean()));
        }
    }

    private void run(Client client) {
        clients.add(threads.submit(() -> {
            try {
                while (!killing) {
                    client.once();
                }
            } catch (Throwable e) {
                if (!(killing && isBrokenConnection(e))) {
                    failure.compareAndSet(Optional.empty(), Optional.of(e));
                }
            }
        }));
    }

    private static boolean isBrokenConnection(Throwable e) {
        return e instanceof IOException || e instanceof UncheckedIOException;
    }

    private void put(FileKey key, boolean chunked) throws IOException, InterruptedException {
        long version = VERSIONS.incrementAndGet();
        byte[] content = Content.of(key, version);
        URI url = uploadUrls.computeIfAbsent(key, k -> sql.presign("UPLOAD", k.stage(), k.path()).url());
        BodyPublisher body = chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content))
                : BodyPublishers.ofByteArray(content);
        KeyHistory history = ledger.history(key);
        Change change = history.begin(version);
        int status = http.send(HttpRequest.newBuilder(url).PUT(body).build(), BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new AssertionError("PUT of " + key + " was answered with " + status);
        }
        history.acknowledge(change);
        acknowledged.incrementAndGet();
    }

    private void remove(SplittableRandom random) {
        FileKey.Size[] sizes = FileKey.Size.values();
        FileKey.Size size = sizes[random.nextInt(sizes.length)];
        List<FileKey> keys = ledger.keys(size);
        if (random.nextInt(DIRECTORY_REMOVALS) == 0) {
            remove(FileKey.directory(size), keys);
            return;
        }
        FileKey key = keys.get(random.nextInt(keys.size()));
        remove(key.path(), List.of(key));
    }

    private void remove(String prefix, List<FileKey> keys) {
        List<Change> changes = keys.stream().map(key -> ledger.history(key).begin(KeyHistory.ABSENT)).toList();
        sql.query("REMOVE @" + Ledger.STAGE + "/" + prefix);
        for (int i = 0; i < keys.size(); i++) {
            ledger.history(keys.get(i)).acknowledge(changes.get(i));
        }
        acknowledged.incrementAndGet();
    }

    /** Only one thread does this, so that it knows whether the stage is there. */
    private void createOrDrop(SplittableRandom random) {
        List<String> stages = ledger.stages();
        String stage = stages.get(random.nextInt(stages.size()));
        KeyHistory history = ledger.stage(stage);
        boolean exists = history.permits(Ledger.EXISTS);
        Change change = history.begin(exists ? KeyHistory.ABSENT : Ledger.EXISTS);
        sql.query((exists ? "DROP STAGE " : "CREATE STAGE ") + stage);
        history.acknowledge(change);
        acknowledged.incrementAndGet();
    }

    /** How many requests that change something were acknowledged so far. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** Kills the server in the middle of it all and returns when every client has noticed. */
    void killServer() throws InterruptedException {
        killing = true;
        server.kill();
        for (Future<?> client : clients) {
            try {
                client.get(JOIN_LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new AssertionError("a client did not notice that the server is gone", e);
            }
        }
        throwFailure();
    }

    /** Throws when a client met anything but success. */
    void throwFailure() {
        failure.get().ifPresent(e -> {
            throw new AssertionError("a client failed before the kill; the server's log:\n" + server.log(), e);
        });
    }

    @Override
    public void close() {
        killing = true;
        threads.shutdownNow();
        http.shutdownNow();
    }
}
