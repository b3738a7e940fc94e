package dev.stagedoor.storage.s3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.storage.location.S3Location;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Finds the region a bucket's requests must be signed for, as Databend does: from what is given, from the endpoint's name, or by asking the
 * store, without credentials, which region the bucket is in ({@code HeadBucket} answers it in a header whether or not it lets one in). What
 * was found is remembered for an hour. Safe for use by many threads.
 */
public final class S3RegionFinder {
    /** The region of whoever does not say: Amazon's first, and what compatible stores pretend to be. */
    public static final String DEFAULT = "us-east-1";

    /** The header of {@code HeadBucket}'s answer (Amazon S3 API reference). */
    static final String BUCKET_REGION = "x-amz-bucket-region";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REMEMBERED = Duration.ofHours(1);

    /** Buckets remembered; beyond, the least used are forgotten. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(S3RegionFinder.class);
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    private static final Pattern AMAZON =
            Pattern.compile("s3[.-](?:dualstack\\.)?([a-z]{2,}(?:-[a-z]+)+-[0-9]+)\\.amazonaws\\.com(?:\\.cn)?");
    private static final Pattern ALIYUN = Pattern.compile("(?:s3\\.)?(oss-[a-z0-9-]+?)(?:-internal)?\\.aliyuncs\\.com");
    private static final String CLOUDFLARE = "r2.cloudflarestorage.com";

    private record Bucket(URI endpoint, String name) {}

    private final SdkHttpClient http;
    private final UnaryOperator<@Nullable String> environment;
    private final Cache<Bucket, String> found;

    /** @param http shared; stays open. It must not follow redirects. */
    public S3RegionFinder(SdkHttpClient http, Clock clock) {
        this(http, clock, System::getenv);
    }

    S3RegionFinder(SdkHttpClient http, Clock clock, UnaryOperator<@Nullable String> environment) {
        this.http = http;
        this.environment = environment;
        this.found = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(REMEMBERED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /** Whether a text can be a region in the scope of a signature. */
    static boolean isRegion(String text) {
        return REGION.matcher(text).matches();
    }

    /**
     * The region of a bucket. Asks the network only where neither the location nor the endpoint tells it, for at most ten seconds, and
     * never fails for what the network does: then it is {@code AWS_REGION} of the environment, or {@link #DEFAULT}.
     *
     * @throws dev.stagedoor.errors.StagedoorException what the HTTP client throws to refuse an endpoint
     */
    public String find(S3Location location) {
        if (location.region().isPresent()) {
            return location.region().get();
        }
        return ofEndpoint(location.endpoint()).orElseGet(() -> remembered(location));
    }

    private static Optional<String> ofEndpoint(URI endpoint) {
        String host = endpoint.getHost() == null ? "" : endpoint.getHost().toLowerCase(Locale.ROOT);
        if (host.contains(CLOUDFLARE)) {
            return Optional.of(S3Endpoint.AUTO_REGION);
        }
        for (Pattern named : new Pattern[] {AMAZON, ALIYUN}) {
            Matcher matcher = named.matcher(host);
            if (matcher.matches()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    private String remembered(S3Location location) {
        Bucket bucket = new Bucket(location.endpoint(), location.bucket());
        String known = found.getIfPresent(bucket);
        if (known != null) {
            return known;
        }
        Optional<String> asked = ask(bucket);
        asked.ifPresent(region -> found.put(bucket, region));
        return asked.orElseGet(() -> Optional.ofNullable(environment.apply("AWS_REGION"))
                .filter(S3RegionFinder::isRegion)
                .orElse(DEFAULT));
    }

    /** Empty when the store did not answer in a way that means something. */
    private Optional<String> ask(Bucket bucket) {
        ExecutableHttpRequest request = http.prepareRequest(HttpExecuteRequest.builder().request(head(bucket)).build());
        FutureTask<Optional<String>> answer = new FutureTask<>(() -> region(request.call()));
        Thread.ofVirtual().name("stagedoor-region").start(answer);
        try {
            return answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.info("{} did not say in {} s which region bucket {} is in", bucket.endpoint(), TIMEOUT.toSeconds(), bucket.name());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StagedoorException refused) {
                throw refused;
            }
            LOG.info("{} could not be asked which region bucket {} is in: {}", bucket.endpoint(), bucket.name(), e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            request.abort();
        }
        return Optional.empty();
    }

    private static SdkHttpRequest head(Bucket bucket) {
        BucketAddress address = BucketAddress.pathStyle(bucket.endpoint(), bucket.name());
        String path = address.path().substring(0, address.path().length() - 1);
        return SdkHttpRequest.builder().method(SdkHttpMethod.HEAD).uri(URI.create(address.origin() + path)).build();
    }

    private static Optional<String> region(HttpExecuteResponse response) {
        if (response.responseBody().isPresent()) {
            response.responseBody().get().abort();
        }
        Optional<String> said = response.httpResponse().firstMatchingHeader(BUCKET_REGION).filter(S3RegionFinder::isRegion);
        int status = response.httpResponse().statusCode();
        // A store that knows no regions answers the bucket's HEAD without the header.
        return said.or(() -> status == 200 || status == 403 ? Optional.of(DEFAULT) : Optional.empty());
    }
}
