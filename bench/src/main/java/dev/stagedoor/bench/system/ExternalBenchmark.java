package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * External stages. LIST of 100,000 files through the SQL server, beside the AWS SDK's paginator on the same store in this process; and
 * PRESIGN statements on an external stage, beside those on an internal one of the same server. The store is a second Stagedoor's door,
 * which answers a page faster than other stores, and so hides nothing of what the server adds.
 */
public final class ExternalBenchmark {
    private static final int FILES = Integer.getInteger("stagedoor.bench.files", 100_000);
    private static final int LIST_ROUNDS = 7;
    private static final int PRESIGN_ROUNDS = 5;
    private static final int CONNECTIONS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final double GOAL_LIST_RATIO = 1.15;
    private static final double GOAL_PRESIGN_SHARE = 1.0;
    private static final String SERVER_HEAP = "-Xmx256m";
    private static final String ACCESS_KEY = "ROOTUSER";
    private static final String SECRET_KEY = "CHANGEME123";
    private static final String BUCKET = "stagedoor";
    private static final String PREFIX = "lake/";

    private ExternalBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Figure.heading("External stages; the server has " + SERVER_HEAP + ", the user's bucket is a second server's");
        Path bucket = Home.temporaryDirectory();
        Path data = Home.temporaryDirectory();
        try {
            SmallObjects.fill(bucket, PREFIX, FILES);
            try (var store = Home.stagedoor(
                            bucket, "", Map.of("STAGEDOOR_DOOR_ACCESS_KEY_ID", ACCESS_KEY, "STAGEDOOR_DOOR_SECRET_ACCESS_KEY", SECRET_KEY));
                    var server = Home.stagedoor(data, SERVER_HEAP)) {
                var endpoint = URI.create(store.ready(1));
                var address = URI.create(server.ready(1));
                new SqlClient(address).execute("CREATE STAGE lake URL = 's3://" + BUCKET + "/" + PREFIX + "' CONNECTION = (ENDPOINT_URL = '"
                        + endpoint + "' REGION = 'us-east-1' ACCESS_KEY_ID = '" + ACCESS_KEY + "' SECRET_ACCESS_KEY = '"
                        + SECRET_KEY + "')");
                new SqlClient(address).execute("CREATE STAGE house");
                list(endpoint, address, server);
                presign(address);
            }
        } finally {
            Home.delete(bucket);
            Home.delete(data);
        }
    }

    private static void list(URI endpoint, URI address, PeerProcess server) throws IOException, InterruptedException {
        double[] ratios = new double[LIST_ROUNDS];
        var reader = new PagedResultReader(address);
        try (S3Client sdk = sdk(endpoint)) {
            paginate(sdk);
            listOnce(reader);
            for (int i = 0; i < LIST_ROUNDS; i++) {
                // Each goes first in every other round.
                double bare = i % 2 == 0 ? paginate(sdk) : 0;
                double ours = listOnce(reader);
                bare = i % 2 == 0 ? bare : paginate(sdk);
                ratios[i] = ours / bare;
                System.out.printf(
                        "round %d: LIST of %,d files %.2f s; the SDK's paginator %.2f s; ratio %.2f; server resident %.0f MiB%n",
                        i + 1, FILES, ours, bare, ratios[i], server.residentMebibytes());
            }
        }
        Figure.atMost("LIST of %,d files ÷ the SDK's paginator".formatted(FILES), Figure.median(ratios), GOAL_LIST_RATIO, "x");
    }

    private static double listOnce(PagedResultReader reader) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long rows = reader.rows("LIST @lake");
        if (rows != FILES) {
            throw new IOException(rows + " rows came, not " + FILES);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static S3Client sdk(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
    }

    private static double paginate(S3Client sdk) throws IOException {
        long start = System.nanoTime();
        long keys = 0;
        for (var object : sdk.listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix(PREFIX)).contents()) {
            keys += object.key().isEmpty() ? 0 : 1;
        }
        if (keys != FILES) {
            throw new IOException("the store lists " + keys + " keys");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void presign(URI address) throws IOException {
        var loop = new ClosedLoop(Home.address(address), CONNECTIONS);
        ByteBuffer external = SqlClient.request(address, "PRESIGN UPLOAD @lake/incoming/2026/11/orders_0042.parquet");
        ByteBuffer internal = SqlClient.request(address, "PRESIGN UPLOAD @house/incoming/2026/11/orders_0042.parquet");
        for (ByteBuffer each : List.of(external, internal)) {
            loop.run(() -> each, WARM_UP);
        }
        double[] shares = new double[PRESIGN_ROUNDS];
        for (int i = 0; i < PRESIGN_ROUNDS; i++) {
            double first = rate(loop, i % 2 == 0 ? external : internal);
            double second = rate(loop, i % 2 == 0 ? internal : external);
            double onExternal = i % 2 == 0 ? first : second;
            double onInternal = i % 2 == 0 ? second : first;
            shares[i] = onExternal / onInternal;
            System.out.printf(
                    "round %d: PRESIGN on an external stage %,.0f/s, on an internal stage %,.0f/s; ratio %.2f%n",
                    i + 1, onExternal, onInternal, shares[i]);
        }
        Figure.atLeast("PRESIGN on an external stage ÷ on an internal one", Figure.median(shares), GOAL_PRESIGN_SHARE, "x");
    }

    private static double rate(ClosedLoop loop, ByteBuffer request) throws IOException {
        var outcome = loop.run(() -> request, ROUND);
        if (outcome.failures() > 0) {
            throw new IOException(outcome.failures() + " statements failed");
        }
        return outcome.perSecond();
    }
}
