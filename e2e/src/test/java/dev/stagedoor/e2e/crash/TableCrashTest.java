package dev.stagedoor.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.e2e.support.ServerProcess;
import dev.stagedoor.e2e.support.SqlClient;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import dev.stagedoor.storage.location.StoreRoot;
import dev.stagedoor.table.Retention;
import dev.stagedoor.table.SweepReport;
import dev.stagedoor.table.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server with SIGKILL while files are uploaded, loaded into a table by several COPY statements at once, and purged, while rows are
 * inserted, and while the files of the table are joined, purged and swept. What is kept for a while is kept for no time here. After the
 * kill a sweep leaves no file that nothing refers to, and none is missing. Then the server starts again, and the statements are repeated.
 * Every row of every file that was acknowledged is in the table once, every INSERT that was acknowledged too, and the others at most once.
 *
 * <p>Two rounds in {@code mvn verify}, ten with {@code -Pfull}. Any number:
 *
 * <pre>mvn verify -pl e2e -am -Dtest=TableCrashTest -Dsurefire.failIfNoSpecifiedTests=false -Dstagedoor.crash.table.rounds=200</pre>
 */
class TableCrashTest {
    private static final int ROUNDS = Integer.getInteger("stagedoor.crash.table.rounds", 2);
    private static final int ROWS_OF_FILE = 50;
    private static final int MOST_STATEMENTS = 20;
    private static final int MOST_NANOS_LATER = 300_000_000;
    private static final Retention AT_ONCE = new Retention(Duration.ZERO, Duration.ZERO);
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(60);
    private static final int JOIN_LIMIT_SECONDS = 60;

    /** One COPY leaves the files it has loaded, the other purges them, and those that a killed server has loaded and not purged. */
    private static final List<String> COPIES = List.of(
            "COPY INTO t FROM @source/kept/ FILE_FORMAT = (TYPE = CSV)",
            "SET purge_duplicated_files_in_copy = 1; COPY INTO t FROM @source/purged/ FILE_FORMAT = (TYPE = CSV) PURGE = TRUE");

    /** What changes no row. */
    private static final List<String> MAINTENANCE = List.of("OPTIMIZE TABLE t COMPACT", "OPTIMIZE TABLE t PURGE");

    /** Makes a table again and again, whose files are another's each time. */
    private static final String REPLACE = "CREATE OR REPLACE TABLE replaced AS SELECT 1 AS one";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Numbers of files that were acknowledged, and of those that may be there. */
    private final Set<Integer> uploaded = ConcurrentHashMap.newKeySet();

    private final Set<Integer> begun = ConcurrentHashMap.newKeySet();

    /** Rows that were inserted, as negative numbers. */
    private final Set<Integer> inserted = ConcurrentHashMap.newKeySet();

    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger statements = new AtomicInteger();
    private volatile boolean killing;

    @Test
    void after_every_kill_each_row_is_there_once(TestReporter reporter) throws Exception {
        long seed = Long.getLong("stagedoor.crash.seed", System.nanoTime());
        reporter.publishEntry("stagedoor.crash.seed", Long.toString(seed));
        SplittableRandom random = new SplittableRandom(seed);
        Path data = directory.resolve("data");
        try (ServerProcess first = start(data)) {
            first.sql().query("CREATE STAGE source");
            first.sql().query("CREATE TABLE t (id INT, file INT)");
        }
        for (int round = 1; round <= ROUNDS; round++) {
            try (ServerProcess server = start(data)) {
                check(server, "seed " + seed + ", before round " + round);
                killUnderLoad(server, random);
            }
            long orphans = sweep(data, "seed " + seed + ", after the kill of round " + round);
            reporter.publishEntry("orphans after round " + round, Long.toString(orphans));
        }
        try (ServerProcess last = start(data)) {
            check(last, "seed " + seed + ", after the last round");
        }
    }

    private static ServerProcess start(Path data) {
        return ServerProcess.start(ServerProcess.Launch.of(data).withJvmFlags("-Xmx256m").withFlags(
                "--set", "warehouse.retention=0s", "--set", "warehouse.orphan_age=0s", "--set", "warehouse.sweep_interval=1s"));
    }

    /** Somebody who does the same again and again. */
    private interface Client {
        void once(SqlClient sql) throws IOException, InterruptedException;
    }

    private void killUnderLoad(ServerProcess server, SplittableRandom random) throws Exception {
        killing = false;
        int enough = statements.get() + random.nextInt(1, MOST_STATEMENTS);
        long later = random.nextInt(MOST_NANOS_LATER);
        List<Client> clients = new ArrayList<>(List.of(this::upload, this::upload, this::insert));
        COPIES.forEach(copy -> clients.addAll(List.of(sql -> statement(sql, copy), sql -> statement(sql, copy))));
        MAINTENANCE.forEach(each -> clients.add(sql -> statement(sql, each)));
        clients.add(sql -> statement(sql, REPLACE));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            clients.forEach(client -> running.add(threads.submit(() -> work(client, server.sql()))));
            await().atMost(LOAD_LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> {
                throwFailure(running);
                return statements.get() >= enough;
            });
            LockSupport.parkNanos(later);
            killing = true;
            server.kill();
            for (Future<?> each : running) {
                each.get(JOIN_LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private static void throwFailure(List<Future<?>> running) throws Exception {
        for (Future<?> each : running) {
            if (each.isDone()) {
                each.get();
            }
        }
    }

    private Void work(Client client, SqlClient sql) throws Exception {
        while (!killing) {
            try {
                client.once(sql);
            } catch (IOException | UncheckedIOException e) {
                if (!killing) {
                    throw e;
                }
            }
        }
        return null;
    }

    private void upload(SqlClient sql) throws IOException, InterruptedException {
        int file = number.incrementAndGet();
        String content = IntStream.range(0, ROWS_OF_FILE)
                .mapToObj(row -> (file * ROWS_OF_FILE + row) + "," + file + "\n")
                .collect(Collectors.joining());
        begun.add(file);
        URI url = sql.presign("UPLOAD", "source", (file % 2 == 0 ? "kept/" : "purged/") + file + ".csv").url();
        HttpRequest request = HttpRequest.newBuilder(url).PUT(BodyPublishers.ofString(content)).build();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        uploaded.add(file);
    }

    private void insert(SqlClient sql) {
        int row = -number.incrementAndGet();
        statement(sql, "INSERT INTO t VALUES (" + row + ", 0)");
        inserted.add(row);
    }

    private void statement(SqlClient sql, String text) {
        sql.query(text);
        statements.incrementAndGet();
    }

    private void check(ServerProcess server, String when) {
        try {
            SqlClient sql = server.sql();
            COPIES.forEach(sql::query);
            List<String> found = sql.query("SELECT id FROM t").column("id");
            Set<Integer> ids = found.stream().map(Integer::valueOf).collect(Collectors.toSet());
            assertThat(found).as("%s: no row twice", when).hasSize(ids.size());
            Set<Integer> permitted = rows(begun);
            permitted.addAll(IntStream.rangeClosed(1, number.get()).map(row -> -row).boxed().toList());
            assertThat(without(ids, permitted)).as("%s: rows that nobody put or inserted", when).isEmpty();
            assertThat(without(rows(uploaded), ids)).as("%s: missing rows of files that were acknowledged", when).isEmpty();
            assertThat(without(inserted, ids)).as("%s: missing inserts that were acknowledged", when).isEmpty();
            MAINTENANCE.forEach(sql::query);
            List<String> kept = sql.query("SELECT id FROM t").column("id");
            assertThat(kept.stream().sorted().toList().equals(found.stream().sorted().toList()))
                    .as("%s: maintenance changes no row", when)
                    .isTrue();
            assertThat(sql.query("LIST @source/purged/").rows()).as("%s: files that were loaded are purged", when).isEmpty();
        } catch (AssertionError | SqlClient.SqlError e) {
            throw new AssertionError(when + "; the server's log:\n" + server.log(), e);
        }
    }

    /** What the first has and the second has not. AssertJ's {@code containsAll} looks at each pair. */
    private static Set<Integer> without(Set<Integer> some, Set<Integer> others) {
        Set<Integer> left = new HashSet<>(some);
        left.removeIf(others::contains);
        return left;
    }

    /** Sweeps the store of a server that does not run: nothing is left of what tables do not need, and nothing is missing. */
    private static long sweep(Path data, String when) {
        try (DataDirectory directory = DataDirectory.open(data);
                EmbeddedStore store = EmbeddedStore.open(directory, EmbeddedOptions.DEFAULT, Clock.systemUTC());
                Warehouse warehouse = Warehouse.open(
                        directory.warehouseFile(), new StoreRoot(store, ""), WarehouseFiles.URI, AT_ONCE, Clock.systemUTC())) {
            SweepReport swept = warehouse.sweep(() -> {});
            assertThat(swept.unreadableTables()).as("%s: tables that cannot be read", when).isZero();
            assertThat(WarehouseFiles.stored(store)).as("%s: files, and those that tables refer to", when)
                    .containsExactlyInAnyOrderElementsOf(WarehouseFiles.referred(directory.warehouseFile(), store));
            return swept.files();
        }
    }

    private static Set<Integer> rows(Set<Integer> files) {
        Set<Integer> rows = new HashSet<>();
        files.forEach(file -> IntStream.range(0, ROWS_OF_FILE).forEach(row -> rows.add(file * ROWS_OF_FILE + row)));
        return rows;
    }
}
