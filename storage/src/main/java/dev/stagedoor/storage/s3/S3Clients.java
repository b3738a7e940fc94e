package dev.stagedoor.storage.s3;

import dev.stagedoor.storage.location.S3Location;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Builds the SDK's clients so that they talk as every S3-compatible store understands. */
final class S3Clients {
    private S3Clients() {}

    /**
     * A client of one endpoint. Checksums go into {@code Content-MD5} and only where S3 demands one: older stores answer the SDK's default,
     * a trailer after a chunked body, with 400.
     */
    static S3Client open(S3Location location, S3Endpoint endpoint, String region, S3Credentials credentials, SdkHttpClient http,
            RetryStrategy retry) {
        return S3Client.builder()
                .httpClient(http)
                .endpointOverride(endpoint.uri())
                .region(Region.of(region))
                .forcePathStyle(!location.virtualHostStyle())
                .crossRegionAccessEnabled(false)
                .disableS3ExpressSessionAuth(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .addPlugin(LegacyMd5Plugin.create())
                .putAuthScheme(new UnsignedPayload())
                .credentialsProvider(() -> credentials.provider().resolveCredentials())
                .overrideConfiguration(overrides(retry).toBuilder().addExecutionInterceptor(new ListingAnswers()).build())
                .build();
    }

    /**
     * The SDK's standard strategy: throttling, time-outs, resets and errors of the server are tried again, within a budget of tokens. An
     * answer that breaks off in the middle of its XML, too: the SDK alone would not.
     */
    static RetryStrategy retrying() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(S3Limits.MAX_ATTEMPTS)
                .retryOnExceptionOrCauseInstanceOf(XMLStreamException.class)
                .build();
    }

    /** For bodies that come only once. */
    static RetryStrategy once() {
        return AwsRetryStrategy.doNotRetry();
    }

    static ClientOverrideConfiguration overrides(RetryStrategy retry) {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(retry)
                .apiCallAttemptTimeout(S3Limits.ATTEMPT_TIMEOUT)
                .apiCallTimeout(S3Limits.CALL_TIMEOUT)
                .build();
    }
}
