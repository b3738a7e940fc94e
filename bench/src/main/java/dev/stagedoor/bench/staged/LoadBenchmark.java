package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.staged.StagedOptions.Part;
import dev.stagedoor.bench.system.Figure;
import dev.stagedoor.bench.system.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loading into tables and reading them, beside plain DuckDB that writes and reads Parquet files of its own. A load ends when it is
 * committed; DuckDB's when its file is written.
 */
public final class LoadBenchmark {
    private static final String COLUMNS =
            "(id BIGINT, region VARCHAR, amount BIGINT, price DECIMAL(10, 2), day DATE, customer VARCHAR, note VARCHAR, paid BOOLEAN)";

    /** The same columns as Spark calls their types. */
    private static final String SPARK_COLUMNS = COLUMNS.replace("VARCHAR", "STRING");

    /** The same columns as DuckDB is told them; both read with the same delimiter and quotes. */
    private static final String READ =
            "read_csv('%s', columns = {'id': 'BIGINT', 'region': 'VARCHAR', 'amount': 'BIGINT', 'price': 'DECIMAL(10, 2)', 'day': 'DATE',"
                    + " 'customer': 'VARCHAR', 'note': 'VARCHAR', 'paid': 'BOOLEAN'}, auto_detect = false, header = false, delim = ',',"
                    + " quote = '\"', escape = '\"')";

    private static final String OPTIONS = " FILE_FORMAT = (TYPE = CSV) FORCE = TRUE";
    private static final String PEER = "DuckDB";
    private static final double GOAL_SPARK = 3;
    private static final double GOAL_LARGE = 1.25;
    private static final double GOAL_MANY = 1.5;
    private static final double GOAL_SCAN = 1.15;
    private static final double GOAL_UNLOAD = 1.2;
    private static final double GOAL_MEBIBYTES = 1024;
    private static final double GOAL_KNOWN_SECONDS = 0.3;
    private static final int TABLE_FILES = 100;
    private static final int TABLE_ROWS = 100_000;

    private final StagedOptions options;
    private final AlternatingRounds rounds;
    private final Path files;

    private LoadBenchmark(StagedOptions options, Path files) {
        this.options = options;
        this.rounds = new AlternatingRounds(options.rounds());
        this.files = files;
    }

    /** {@code [--mebibytes N] [--files N] [--rounds N] [--only csv,many,known,scan,unload,insert,batch,spark]} */
    public static void main(String[] arguments) throws Exception {
        var options = StagedOptions.parse(arguments);
        Figure.heading("Loads into tables, with %d threads".formatted(StagedServer.THREADS));
        Path files = Home.temporaryDirectory().toAbsolutePath().normalize();
        try {
            new LoadBenchmark(options, files).run();
        } finally {
            Home.delete(files);
        }
    }

    private void run() throws Exception {
        if (options.asks(Part.CSV) || options.asks(Part.UNLOAD) || options.asks(Part.SPARK)) {
            StagedFiles.writeCsv(files.resolve("rows.csv"), options.bytes());
        }
        Path many = Files.createDirectory(files.resolve("many"));
        for (int i = 0; i < (options.asks(Part.MANY) || options.asks(Part.KNOWN) ? options.files() : 0); i++) {
            Files.write(many.resolve(String.format(Locale.ROOT, "part-%06d.csv", i)), StagedFiles.smallCsv(i));
        }
        try (var server = StagedServer.over(files);
                var duckDb = AskedPeer.duckDb()) {
            server.createLocalStage(files);
            System.out.println("DuckDB " + duckDb.ask("SELECT version()"));
            if (options.asks(Part.CSV)) {
                load("CSV of %,d MiB".formatted(options.mebibytes()), "rows.csv", "rows.csv", GOAL_LARGE, server, duckDb);
                Figure.atMost("server and worker resident, at most so far", server.peakMebibytes(), GOAL_MEBIBYTES, "MiB");
            }
            if (options.asks(Part.MANY)) {
                load("%,d CSV files of 10 KB".formatted(options.files()), "many/", "many/*.csv", GOAL_MANY, server, duckDb);
            }
            if (options.asks(Part.KNOWN)) {
                known(server);
            }
            if (options.asks(Part.SCAN)) {
                scan(server, duckDb);
            }
            if (options.asks(Part.UNLOAD)) {
                unload(server, duckDb);
            }
            if (options.asks(Part.INSERT)) {
                InsertComparison.run(server);
            }
            if (options.asks(Part.BATCH)) {
                BatchComparison.run(server, options.rounds());
            }
            if (options.asks(Part.SPARK)) {
                besideSpark(server);
            }
        }
    }

    /** Each round into a table of its own. What is compared is how many rows were loaded. */
    private void load(String what, String location, String pattern, double goal, StagedServer server, AskedPeer duckDb)
            throws IOException {
        AtomicInteger table = new AtomicInteger();
        String copied = "COPY (SELECT * FROM " + READ.formatted(files.resolve(pattern)) + ") TO '" + files.resolve("written.parquet")
                + "' (FORMAT parquet)";
        var times = rounds.run(
                "COPY of " + what,
                () -> copied(location, "loaded_" + table.incrementAndGet(), server),
                PEER,
                () -> new TimedAnswer(
                        seconds(() -> duckDb.ask(copied)),
                        duckDb.ask("SELECT count(*) FROM '" + files.resolve("written.parquet") + "'")));
        Figure.atMost("COPY of " + what + ", of the time of DuckDB", times.share(), goal, "x");
    }

    /** COPY of the large file beside INSERT INTO an Iceberg table of Spark, in a session that has done it once before. */
    private void besideSpark(StagedServer server) throws IOException {
        String what = "COPY of CSV of %,d MiB".formatted(options.mebibytes());
        String catalog = "spark.sql.catalog.lake";
        AtomicInteger table = new AtomicInteger();
        try (var spark = LocalSpark.start(
                List.of(
                        catalog + "=org.apache.iceberg.spark.SparkCatalog",
                        catalog + ".type=hadoop",
                        catalog + ".warehouse=" + files.resolve("lake")),
                Map.of())) {
            System.out.println("Spark " + spark.ask("SELECT version()"));
            spark.ask("CREATE TEMPORARY VIEW csv_rows " + SPARK_COLUMNS + " USING csv OPTIONS (path '" + files.resolve("rows.csv")
                    + "', header 'false', escape '\"')");
            var times = rounds.run(
                    what,
                    () -> copied("rows.csv", "beside_" + table.incrementAndGet(), server),
                    "Spark",
                    () -> {
                        String name = "lake.bench.beside_" + table.incrementAndGet();
                        spark.ask("CREATE TABLE " + name + " " + SPARK_COLUMNS + " USING iceberg");
                        double seconds = seconds(() -> spark.ask("INSERT INTO " + name + " SELECT * FROM csv_rows"));
                        String count = spark.ask("SELECT count(*) FROM " + name);
                        spark.ask("DROP TABLE " + name + " PURGE");
                        return new TimedAnswer(seconds, count);
                    });
            Figure.atLeast(what + ", times as fast as Spark", times.speed(), GOAL_SPARK, "x");
        }
    }

    private static TimedAnswer copied(String location, String table, StagedServer server) throws IOException {
        server.execute("CREATE OR REPLACE TABLE " + table + " " + COLUMNS);
        double seconds = seconds(() -> server.ask("COPY INTO " + table + " FROM @local/" + location + OPTIONS));
        String count = server.ask("SELECT count(*) FROM " + table);
        server.execute("DROP TABLE " + table);
        return new TimedAnswer(seconds, count);
    }

    private static double seconds(Callable<String> work) throws IOException {
        long start = System.nanoTime();
        try {
            work.call();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** A COPY whose files are all loaded. */
    private void known(StagedServer server) throws IOException {
        String copy = "COPY INTO known FROM @local/many/ FILE_FORMAT = (TYPE = CSV)";
        server.execute("CREATE TABLE known " + COLUMNS);
        server.ask(copy);
        double[] seconds = new double[options.rounds()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = seconds(() -> server.ask(copy));
        }
        System.out.printf("the same COPY again: %s s%n", Figure.quartiles(seconds));
        Figure.atMost("COPY of %,d files that are loaded".formatted(options.files()), Figure.median(seconds), GOAL_KNOWN_SECONDS, " s");
    }

    /** Over a table of 10,000,000 rows in 100 files, beside DuckDB over files of the same rows. */
    private void scan(StagedServer server, AskedPeer duckDb) throws IOException {
        String rows = "SELECT %1$s * %2$d + range AS id, concat('region-', range %% 12) AS region, range AS amount FROM range(%2$d)";
        server.execute("CREATE TABLE scanned (id BIGINT, region VARCHAR, amount BIGINT)");
        Path bare = Files.createDirectory(files.resolve("bare"));
        for (int i = 0; i < TABLE_FILES; i++) {
            String each = rows.formatted(i, TABLE_ROWS);
            server.execute("INSERT INTO scanned " + each);
            duckDb.ask("COPY (" + each + ") TO '" + bare.resolve(i + ".parquet") + "' (FORMAT parquet)");
        }
        String query = StagedFiles.aggregate("region", "amount", "%s");
        String what = "SELECT over %,d rows in %d files".formatted((long) TABLE_FILES * TABLE_ROWS, TABLE_FILES);
        var times = rounds.run(
                what,
                () -> TimedAnswer.of(() -> server.ask(query.formatted("scanned"))),
                PEER,
                () -> TimedAnswer.of(() -> duckDb.ask(query.formatted("'" + bare + "/*.parquet'"))));
        Figure.atMost(what + ", of the time of DuckDB", times.share(), GOAL_SCAN, "x");
    }

    /**
     * Of a table into one file, which is deleted between rounds: on a stage of the file system, beside DuckDB that reads a Parquet file of
     * the same rows; and the same into the embedded store, alone.
     */
    private void unload(StagedServer server, AskedPeer duckDb) throws IOException {
        server.execute("CREATE TABLE unloaded " + COLUMNS);
        server.ask("COPY INTO unloaded FROM @local/rows.csv" + OPTIONS);
        server.execute("CREATE STAGE internal");
        Path source = files.resolve("unloaded.parquet");
        duckDb.ask("COPY (SELECT * FROM " + READ.formatted(files.resolve("rows.csv")) + ") TO '" + source + "' (FORMAT parquet)");
        unload("CSV", "TYPE = CSV", "csv, HEADER false", source, server, duckDb);
        unload("Parquet", "TYPE = PARQUET", "parquet", source, server, duckDb);
    }

    private void unload(String format, String options, String ofDuckDb, Path source, StagedServer server, AskedPeer duckDb)
            throws IOException {
        String what = "unload of a table of %,d MiB of CSV to %s".formatted(this.options.mebibytes(), format);
        Path bare = files.resolve("bare.out");
        String copy = "COPY INTO @%s/out/ FROM unloaded FILE_FORMAT = (" + options + ") SINGLE = TRUE";
        var times = rounds.run(
                what,
                () -> unloaded(copy, "local", server),
                PEER,
                () -> {
                    String copied = "COPY (SELECT * FROM '" + source + "') TO '" + bare + "' (FORMAT " + ofDuckDb + ")";
                    double seconds = seconds(() -> duckDb.ask(copied));
                    Files.delete(bare);
                    return new TimedAnswer(seconds, duckDb.ask("SELECT count(*) FROM '" + source + "'"));
                });
        Figure.atMost(what + ", of the time of DuckDB", times.share(), GOAL_UNLOAD, "x");
        double[] seconds = new double[this.options.rounds()];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = unloaded(copy, "internal", server).seconds();
        }
        System.out.printf("the same into the embedded store: %s s%n", Figure.quartiles(seconds));
    }

    private static TimedAnswer unloaded(String copy, String stage, StagedServer server) throws IOException {
        double seconds = seconds(() -> server.ask(copy.formatted(stage)));
        server.ask("REMOVE @" + stage + "/out/");
        return new TimedAnswer(seconds, server.ask("SELECT count(*) FROM unloaded"));
    }
}
