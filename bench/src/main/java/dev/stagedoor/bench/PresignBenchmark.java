package dev.stagedoor.bench;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** One thread presigns a PUT, path style, valid for an hour: Stagedoor's signer and the AWS SDK's, the same keys, both as a string. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class PresignBenchmark {
    private static final Duration EXPIRES = Duration.ofHours(1);

    private final String[] keys = SigningWorkload.keys();
    private final S3V4Presigner presigner = new S3V4Presigner(SigningWorkload.CREDENTIAL, SigningWorkload.REGION);
    private final S3V4Terms terms = S3V4Terms.expiring(EXPIRES);
    private final S3Presigner sdk = S3Presigner.builder()
            .region(Region.of(SigningWorkload.REGION))
            .endpointOverride(SigningWorkload.ENDPOINT)
            .credentialsProvider(StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(SigningWorkload.ACCESS_KEY_ID, SigningWorkload.SECRET)))
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build();
    private int next;

    /** Signatures that differ would make the comparison worthless. */
    @Setup
    public void bothSignAlike() {
        for (String key : keys) {
            String theirs = presignWithSdk(key);
            Instant signedAt = dateOf(theirs);
            String ours = presigner.presign(HttpMethod.PUT, SigningWorkload.ADDRESS, key, terms, signedAt).url();
            if (!signatureOf(ours).equals(signatureOf(theirs))) {
                throw new IllegalStateException("the two presigners disagree on " + key);
            }
        }
    }

    @TearDown
    public void close() {
        sdk.close();
    }

    @Benchmark
    public PresignedRequest stagedoor() {
        return presigner.presign(HttpMethod.PUT, SigningWorkload.ADDRESS, nextKey(), terms, Instant.now());
    }

    @Benchmark
    public String awsSdk() {
        return presignWithSdk(nextKey());
    }

    private String nextKey() {
        return keys[next++ & SigningWorkload.KEYS - 1];
    }

    private String presignWithSdk(String key) {
        return sdk.presignPutObject(p -> p.signatureDuration(EXPIRES).putObjectRequest(r -> r.bucket(SigningWorkload.BUCKET).key(key)))
                .url()
                .toString();
    }

    private static Instant dateOf(String url) {
        String date = parameter(url, "X-Amz-Date");
        return Instant.parse(date.replaceFirst("(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z", "$1-$2-$3T$4:$5:$6Z"));
    }

    private static String signatureOf(String url) {
        return parameter(url, "X-Amz-Signature");
    }

    private static String parameter(String url, String name) {
        int from = url.indexOf(name + "=") + name.length() + 1;
        int to = url.indexOf('&', from);
        return to < 0 ? url.substring(from) : url.substring(from, to);
    }
}
