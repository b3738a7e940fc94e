package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.staged.StagedOptions.Part;
import dev.stagedoor.bench.system.Figure;
import dev.stagedoor.bench.system.Home;
import dev.stagedoor.storage.ObjectBody;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.embedded.DataDirectory;
import dev.stagedoor.storage.embedded.EmbeddedOptions;
import dev.stagedoor.storage.embedded.EmbeddedStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Files on this machine, beside plain DuckDB over the same files: a large one in place on an {@code fs} stage, and many small ones. */
final class LocalComparison {
    private static final double GOAL_LARGE = 1.15;
    private static final double GOAL_SMALL = 2;
    private static final int PUTTING_THREADS = 64;
    private static final String PEER = "DuckDB";

    private final StagedOptions options;
    private final AlternatingRounds rounds;
    private final Path files;

    LocalComparison(StagedOptions options, Path files) {
        this.options = options;
        this.rounds = new AlternatingRounds(options.rounds());
        this.files = files;
    }

    void large() throws IOException {
        try (var server = StagedServer.over(files);
                var duckDb = AskedPeer.duckDb()) {
            server.createLocalStage(files);
            System.out.println("DuckDB " + duckDb.ask("SELECT version()"));
            if (options.asks(Part.CSV)) {
                String csv = files.resolve("rows.csv").toString();
                large("CSV", server, StagedFiles.csvQuery("@local/rows.csv"), duckDb,
                        StagedFiles.csvQueryOfDuckDb(csv));
                typed(duckDb, csv);
            }
            if (options.asks(Part.PARQUET)) {
                large("Parquet", server, StagedFiles.aggregate("region", "amount", "@local/rows.parquet"), duckDb,
                        StagedFiles.aggregate("region", "amount", "read_parquet('" + files.resolve("rows.parquet") + "')"));
            }
        }
    }

    /** For comparison alone. */
    private void typed(AskedPeer duckDb, String csv) throws IOException {
        double[] seconds = new double[options.rounds()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = TimedAnswer.of(() -> duckDb.ask(StagedFiles.typedCsvQueryOfDuckDb(csv))).seconds();
        }
        System.out.println("CSV by DuckDB with types instead of text: " + Figure.quartiles(seconds) + " s");
    }

    private void large(String format, StagedServer server, String query, AskedPeer duckDb, String plain) throws IOException {
        String what = "%s of %,d MiB in place".formatted(format, options.mebibytes());
        var times = rounds.run(what, () -> TimedAnswer.of(() -> server.ask(query)), PEER, () -> TimedAnswer.of(() -> duckDb.ask(plain)));
        Figure.atMost(what + ", of the time of DuckDB", times.share(), GOAL_LARGE, "x");
    }

    /** On the embedded store, beside a pattern over a directory. */
    void many() throws Exception {
        Path directory = Files.createDirectory(files.resolve("many"));
        Path data = Home.temporaryDirectory();
        writeMany(directory, data);
        String query = StagedFiles.csvQuery("@~/many/");
        String plain = StagedFiles.csvQueryOfDuckDb(directory + "/*.csv");
        String what = "%,d CSV files of 10 KB".formatted(options.files());
        try (var server = StagedServer.start(data, Map.of());
                var duckDb = AskedPeer.duckDb()) {
            server.ask("SELECT count(*) FROM range(7)");
            System.out.printf(Locale.ROOT, "%s, the first time: %.3f s%n", what, TimedAnswer.of(() -> server.ask(query)).seconds());
            var times =
                    rounds.run(what, () -> TimedAnswer.of(() -> server.ask(query)), PEER, () -> TimedAnswer.of(() -> duckDb.ask(plain)));
            Figure.atMost(what + ", of the time of DuckDB over a directory", times.share(), GOAL_SMALL, "x");
        }
        Home.delete(directory);
    }

    /** Each file both into a directory and into the user stage of root. */
    private void writeMany(Path directory, Path data) throws Exception {
        try (var owned = DataDirectory.open(data);
                var store = EmbeddedStore.open(owned, EmbeddedOptions.DEFAULT, Clock.systemUTC());
                var threads = Executors.newFixedThreadPool(PUTTING_THREADS)) {
            var written = new Future<?>[options.files()];
            for (int i = 0; i < written.length; i++) {
                int number = i;
                written[i] = threads.submit(() -> {
                    String name = String.format(Locale.ROOT, "part-%06d.csv", number);
                    byte[] content = StagedFiles.smallCsv(number);
                    Files.write(directory.resolve(name), content);
                    var body = new ObjectBody(new ByteArrayInputStream(content), OptionalLong.of(content.length));
                    return store.put(new ObjectKey("stage/user/root/many/" + name), body, PutConditions.NONE);
                });
            }
            for (Future<?> each : written) {
                each.get();
            }
        }
    }
}
