package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Figure;
import dev.stagedoor.signing.S3Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same aggregates over the same objects of s3proxy, beside Spark in a local session that has run each before. The server is a new one
 * in each round and has nothing of the object yet; then it is asked again, which has no goal.
 */
final class SparkComparison {
    private static final double GOAL = 3;
    private static final String CSV = "rows.csv";
    private static final String PARQUET = "rows.parquet";
    private static final String WARM_CSV = "warm-rows.csv";
    private static final String WARM_PARQUET = "warm-rows.parquet";
    private static final int WARMING_QUERIES = 3;

    /** What a server that has just started answers before, so that its code is compiled as Spark's is. */
    private static final int SMALL_QUERIES = 50;

    private final StagedOptions options;
    private final Path files;
    private final BucketStore store;

    /** Seconds of the second query of each round; the first is of the round that does not count. */
    private final List<Double> again = new ArrayList<>();

    SparkComparison(StagedOptions options, Path files, BucketStore store) {
        this.options = options;
        this.files = files;
        this.store = store;
    }

    void run() throws IOException {
        for (String file : List.of(CSV, PARQUET, WARM_CSV, WARM_PARQUET)) {
            store.put(files.resolve(file), file);
        }
        try (var spark = spark()) {
            System.out.println("Spark " + spark.ask("SELECT version()"));
            spark.ask("CREATE TEMPORARY VIEW csv_rows (id BIGINT, region STRING, amount BIGINT, price DECIMAL(10, 2), day DATE,"
                    + " customer STRING, note STRING, paid BOOLEAN) USING csv OPTIONS (path 's3a://" + store.bucket() + "/" + CSV
                    + "', header 'false', escape '\"')");
            spark.ask("CREATE TEMPORARY VIEW parquet_rows USING parquet OPTIONS (path 's3a://" + store.bucket() + "/" + PARQUET + "')");
            compare("CSV", spark, "csv_rows", StagedFiles.csvQuery("@bucket/" + WARM_CSV), StagedFiles.csvQuery("@bucket/" + CSV));
            compare("Parquet", spark, "parquet_rows", aggregate(WARM_PARQUET), aggregate(PARQUET));
        }
    }

    private void compare(String format, AskedPeer spark, String view, String warming, String query) throws IOException {
        String what = "%s of %,d MiB on %s".formatted(format, options.mebibytes(), store.name());
        for (int i = 0; i < WARMING_QUERIES; i++) {
            spark.ask(StagedFiles.aggregate("region", "amount", view));
        }
        again.clear();
        var times = new AlternatingRounds(options.rounds())
                .run(what, () -> cold(warming, query), "Spark", () -> TimedAnswer.of(
                        () -> spark.ask(StagedFiles.aggregate("region", "amount", view))));
        double[] repeated = again.stream().skip(1).mapToDouble(Double::doubleValue).toArray();
        System.out.printf(Locale.ROOT, "%s, asked again: %s s%n", what, Figure.quartiles(repeated));
        Figure.atLeast(what + ", times as fast as Spark", times.speed(), GOAL, "x");
    }

    private TimedAnswer cold(String warming, String query) throws IOException {
        try (var server = StagedServer.empty()) {
            server.execute(store.createStage("bucket", store.endpoint()));
            for (int i = 0; i < SMALL_QUERIES; i++) {
                server.ask(warming);
            }
            var answer = TimedAnswer.of(() -> server.ask(query));
            again.add(TimedAnswer.of(() -> server.ask(query)).seconds());
            return answer;
        }
    }

    private static String aggregate(String file) {
        return StagedFiles.aggregate("region", "amount", "@bucket/" + file);
    }

    private AskedPeer spark() throws IOException {
        S3Credential credential = store.credential();
        return LocalSpark.start(
                List.of(
                        "spark.hadoop.fs.s3a.endpoint=" + store.endpoint(),
                        "spark.hadoop.fs.s3a.endpoint.region=" + BucketStore.REGION,
                        "spark.hadoop.fs.s3a.access.key=" + credential.accessKeyId(),
                        "spark.hadoop.fs.s3a.aws.credentials.provider=org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
                        "spark.hadoop.fs.s3a.path.style.access=true",
                        "spark.hadoop.fs.s3a.connection.ssl.enabled=false"),
                Map.of("SPARK_PEER_SECRET_KEY", credential.secretAccessKey().reveal()));
    }
}
