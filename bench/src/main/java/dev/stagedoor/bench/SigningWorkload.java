package dev.stagedoor.bench;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.BucketAddress;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What the signing benchmarks sign: the keys data files have in stages, the same in every run. */
final class SigningWorkload {
    static final String REGION = "us-east-1";
    static final String BUCKET = "stage";
    static final URI ENDPOINT = URI.create("http://127.0.0.1:8000");
    static final BucketAddress ADDRESS = BucketAddress.pathStyle(ENDPOINT, BUCKET);
    static final String ACCESS_KEY_ID = "STAGEDOOR7EXAMPLE123";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    static final S3Credential CREDENTIAL = new S3Credential(ACCESS_KEY_ID, Secret.of(SECRET));

    /** A power of two, so that going round them costs an {@code and}; enough that no branch predictor learns them. */
    static final int KEYS = 4096;

    private static final long SEED = 20261122;

    /** Half need no escape at all; the rest hold what tools really write. */
    private static final List<String> SHAPES = List.of(
            "stage/user/root/books.parquet",
            "stage/internal/sales/2026/11/22/part-%05d-of-00128.snappy.parquet",
            "stage/internal/events/raw/%08d.ndjson.gz",
            "stage/user/etl/exports/q%d/customers_%06d.csv.zst",
            "stage/internal/lake/event_date=2026-11-22/hour=%02d/part-%05d-c000.zstd.parquet",
            "stage/internal/iot/sensor+%d/2026-11-22T10:%02d:00Z/readings (copy).json",
            "stage/user/maría/Übersicht Straße %d/données-%04d.csv",
            "stage/internal/archive/売上/東京都/%d年/データ_%05d.parquet");

    private SigningWorkload() {}

    static String[] keys() {
        var random = new Random(SEED);
        return IntStream.range(0, KEYS)
                .mapToObj(i -> String.format(SHAPES.get(i % SHAPES.size()), random.nextInt(24), random.nextInt(10_000)))
                .toArray(String[]::new);
    }
}
