import dev.stagedoor.bench.staged.AnswerLoop;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Spark in one local session, which reads the bucket of {@code bench/run staged} by s3a. Started from this source, with the class path of
 * the pom beside it: the build of the project knows nothing of Spark. The secret comes in an environment variable.
 */
public final class SparkPeer {
    private SparkPeer() {}

    /** The number of threads, the store's endpoint and region, and its access key. */
    public static void main(String[] arguments) throws Exception {
        var session = SparkSession.builder()
                .master("local[" + arguments[0] + "]")
                .appName("stagedoor-bench")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", arguments[0])
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.hadoop.fs.s3a.endpoint", arguments[1])
                .config("spark.hadoop.fs.s3a.endpoint.region", arguments[2])
                .config("spark.hadoop.fs.s3a.access.key", arguments[3])
                .config("spark.hadoop.fs.s3a.secret.key", System.getenv("SPARK_PEER_SECRET_KEY"))
                .config("spark.hadoop.fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider")
                .config("spark.hadoop.fs.s3a.path.style.access", true)
                .config("spark.hadoop.fs.s3a.connection.ssl.enabled", false)
                .getOrCreate();
        try (session) {
            AnswerLoop.run(sql -> session.sql(sql).collectAsList().stream().map(SparkPeer::cells).toList());
        }
    }

    private static List<String> cells(Row row) {
        return IntStream.range(0, row.size()).mapToObj(i -> row.isNullAt(i) ? "null" : row.get(i).toString()).toList();
    }
}
