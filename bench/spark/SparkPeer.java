import dev.stagedoor.bench.staged.AnswerLoop;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Spark in one local session: for {@code bench/run staged} it reads a bucket by s3a, for {@code bench/run load} it writes Iceberg tables.
 * Started from this source, with the class path of the pom beside it: the build of the project knows nothing of Spark. The secret of the
 * bucket comes in an environment variable.
 */
public final class SparkPeer {
    private static final String SECRET = "SPARK_PEER_SECRET_KEY";

    private SparkPeer() {}

    /** The number of threads, and settings of the session as {@code name=value}. */
    public static void main(String[] arguments) throws Exception {
        var builder = SparkSession.builder()
                .master("local[" + arguments[0] + "]")
                .appName("stagedoor-bench")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", arguments[0])
                .config("spark.sql.session.timeZone", "UTC");
        for (String setting : List.of(arguments).subList(1, arguments.length)) {
            int equals = setting.indexOf('=');
            builder.config(setting.substring(0, equals), setting.substring(equals + 1));
        }
        if (System.getenv(SECRET) != null) {
            builder.config("spark.hadoop.fs.s3a.secret.key", System.getenv(SECRET));
        }
        try (var session = builder.getOrCreate()) {
            AnswerLoop.run(sql -> session.sql(sql).collectAsList().stream().map(SparkPeer::cells).toList());
        }
    }

    private static List<String> cells(Row row) {
        return IntStream.range(0, row.size()).mapToObj(i -> row.isNullAt(i) ? "null" : row.get(i).toString()).toList();
    }
}
