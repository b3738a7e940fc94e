package dev.stagedoor.bench;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.S3V4Presigner;
import dev.stagedoor.signing.s3v4.S3V4Terms;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/** One thread verifies presigned PUTs of the presign benchmark's keys: genuine ones, and ones with another key than was signed. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class VerifyBenchmark {
    /** What curl sends with a PUT. */
    private static final List<String> FIELD_NAMES = List.of("host", "user-agent", "accept", "content-length");

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final S3V4Verifier verifier = new S3V4Verifier(SigningWorkload.REGION, SigningWorkload.CREDENTIAL);
    private final ReceivedRequest[] genuine = genuine();
    private final ReceivedRequest[] tampered =
            Arrays.stream(genuine).map(VerifyBenchmark::withAnotherKey).toArray(ReceivedRequest[]::new);
    private int next;

    @Setup
    public void answersAreRight() {
        for (int i = 0; i < SigningWorkload.KEYS; i++) {
            if (!(verifier.verify(genuine[i], NOW) instanceof Verdict.Granted)
                    || !(verifier.verify(tampered[i], NOW) instanceof Verdict.Forged)) {
                throw new IllegalStateException("a verdict is wrong");
            }
        }
    }

    @Benchmark
    public Verdict granted() {
        return verifier.verify(genuine[next++ & SigningWorkload.KEYS - 1], NOW);
    }

    @Benchmark
    public Verdict refused() {
        return verifier.verify(tampered[next++ & SigningWorkload.KEYS - 1], NOW);
    }

    private static ReceivedRequest[] genuine() {
        var presigner = new S3V4Presigner(SigningWorkload.CREDENTIAL, SigningWorkload.REGION);
        var terms = S3V4Terms.expiring(Duration.ofHours(1));
        return Arrays.stream(SigningWorkload.keys())
                .map(key -> received(presigner.presign(HttpMethod.PUT, SigningWorkload.ADDRESS, key, terms, NOW)))
                .toArray(ReceivedRequest[]::new);
    }

    private static ReceivedRequest received(PresignedRequest presigned) {
        URI url = URI.create(presigned.url());
        List<String> host = List.of(url.getRawAuthority());
        return new ReceivedRequest("PUT", url.getRawPath(), url.getRawQuery(), FIELD_NAMES, name -> name.equals("host") ? host : List.of());
    }

    private static ReceivedRequest withAnotherKey(ReceivedRequest request) {
        return new ReceivedRequest(request.method(), request.rawPath() + "x", request.rawQuery(), request.fieldNames(), request.headers());
    }
}
