package dev.stagedoor.storage.contract;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real server that speaks S3, running for the tests.
 *
 * @param endpoint without a bucket
 * @param credential of a user who may do everything
 * @param region what it expects in signatures
 */
public record S3Server(URI endpoint, S3Credential credential, String region) {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    /** Makes an empty bucket of a name never used before. */
    public String createBucket() {
        String bucket = "bucket-" + ProcessHandle.current().pid() + "-" + BUCKETS.incrementAndGet();
        try (S3Client client = client()) {
            client.createBucket(request -> request.bucket(bucket));
        }
        return bucket;
    }

    /** The SDK's own client of this server, to look at it from the side. Close it. */
    public S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .httpClientBuilder(Apache5HttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(credential.accessKeyId(), credential.secretAccessKey().reveal())))
                .build();
    }

    /** A bucket of this server as a stage would name it, path style, without a root. */
    public S3Location location(String bucket) {
        return new S3Location(
                bucket, "", endpoint, Optional.of(region), new S3Access.Keys(credential), Optional.empty(), false);
    }

    /** An HTTP client for stores, which finds every {@code *.localhost} on this machine. Close it. */
    public static SdkHttpClient http() {
        return Apache5HttpClient.builder()
                .maxConnections(256)
                .dnsResolver(new SystemDefaultDnsResolver() {
                    @Override
                    public InetAddress[] resolve(String host) throws UnknownHostException {
                        return super.resolve(host.endsWith(".localhost") ? "127.0.0.1" : host);
                    }
                })
                .build();
    }
}
