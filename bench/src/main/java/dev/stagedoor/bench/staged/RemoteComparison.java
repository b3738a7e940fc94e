package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Figure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Two of 50 columns of a Parquet file in a bucket, of which the server has nothing yet: how many bytes it fetches, and how long it takes
 * beside the AWS SDK that fetches the file whole for DuckDB. Each round has a new server, so that nothing of the file is there. It has read
 * one small file of the same kind before, so that its worker runs; or many, so that its code is compiled as that of the others is.
 */
final class RemoteComparison {
    private static final double GOAL_BYTES = 1.1;
    private static final double GOAL_SPEED = 5;
    private static final double GOAL_INFER_MEBIBYTES = 1;
    private static final double MEBIBYTE = 1 << 20;
    private static final String REGION = "c03";
    private static final String AMOUNT = "c41";
    private static final String WIDE = "wide.parquet";
    private static final String WARM = "warm.parquet";
    private static final int WARM_FILES = 50;

    private final StagedOptions options;
    private final Path files;
    private final BucketStore store;

    RemoteComparison(StagedOptions options, Path files, BucketStore store) {
        this.options = options;
        this.files = files;
        this.store = store;
    }

    void run() throws IOException {
        store.put(files.resolve(WIDE), WIDE);
        for (int i = 0; i < WARM_FILES; i++) {
            store.put(files.resolve(WARM), warm(i));
        }
        bytes();
        times();
    }

    private static String warm(int number) {
        return number + WARM;
    }

    private void bytes() throws IOException {
        Path wide = files.resolve(WIDE);
        long needed = ParquetLayout.bytes(wide, REGION, AMOUNT);
        try (var proxy = CountingProxy.before(store.endpoint())) {
            long fetched = count(proxy, RemoteComparison::query);
            System.out.printf(
                    Locale.ROOT, "%s: %,d bytes of %,d fetched; the chunks of both columns and the footer have %,d%n",
                    store.name(), fetched, Files.size(wide), needed);
            Figure.atMost("bytes fetched from " + store.name() + ", of those needed", (double) fetched / needed, GOAL_BYTES, "x");
            double inferring = count(proxy, RemoteComparison::inferring) / MEBIBYTE;
            Figure.atMost("infer_schema on " + store.name() + ", fetched", inferring, GOAL_INFER_MEBIBYTES, "MiB");
        }
    }

    /** Bytes of a query on the large file, after the same on the small one. */
    private long count(CountingProxy proxy, UnaryOperator<String> queryOf) throws IOException {
        try (var server = StagedServer.empty()) {
            warm(server, proxy.endpoint(), 1);
            server.ask(queryOf.apply(warm(0)));
            proxy.takeBytes();
            server.ask(queryOf.apply(WIDE));
            return proxy.takeBytes();
        }
    }

    private void times() throws IOException {
        Path whole = files.resolve("whole.parquet");
        String what = "two of %d columns of %,d MiB on %s".formatted(StagedFiles.WIDE_COLUMNS, options.mebibytes(), store.name());
        try (var duckDb = AskedPeer.duckDb()) {
            times(what + ", by a server that has just started", 1, duckDb, whole);
            times(what, WARM_FILES, duckDb, whole);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private void times(String what, int warmFiles, AskedPeer duckDb, Path whole) throws IOException {
        AlternatingRounds.Contestant peer = () -> TimedAnswer.of(() -> {
            store.fetch(WIDE, whole);
            return duckDb.ask(StagedFiles.aggregate(REGION, AMOUNT, "read_parquet('" + whole + "')"));
        });
        var times = new AlternatingRounds(options.rounds()).run(what, () -> cold(warmFiles), "fetched whole", peer);
        Figure.atLeast(what + ", times as fast as fetching it whole", times.speed(), GOAL_SPEED, "x");
    }

    private TimedAnswer cold(int warmFiles) throws IOException {
        try (var server = StagedServer.empty()) {
            warm(server, store.endpoint(), warmFiles);
            return TimedAnswer.of(() -> server.ask(query(WIDE)));
        }
    }

    private void warm(StagedServer server, URI endpoint, int files) throws IOException {
        server.execute(store.createStage("bucket", endpoint));
        for (int i = 0; i < files; i++) {
            server.ask(query(warm(i)));
        }
    }

    private static String query(String file) {
        return StagedFiles.aggregate(REGION, AMOUNT, "@bucket/" + file);
    }

    private static String inferring(String file) {
        return "SELECT count(*) FROM infer_schema(location => '@bucket/" + file + "')";
    }
}
