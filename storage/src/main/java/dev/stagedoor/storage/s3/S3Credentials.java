package dev.stagedoor.storage.s3;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.location.S3Access;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The credentials of one store. Those that expire are fetched at first use and from then on renewed in the background before their end, so
 * that signing waits for the network at most once.
 */
final class S3Credentials implements AutoCloseable {
    /** Where STS is asked for a store that is not Amazon's, unless {@code AWS_ENDPOINT_URL_STS} says otherwise. */
    private static final Region DEFAULT_STS_REGION = Region.US_EAST_1;

    private static final String SESSION_NAME = "stagedoor";

    private final Supplier<AwsCredentialsProvider> opener;
    private final boolean anonymous;
    private final Optional<SigningCredential> fixed;
    private volatile @Nullable AwsCredentialsProvider opened;
    private @Nullable StsClient sts;
    private boolean closed;

    private S3Credentials(S3Access access, String region, SdkHttpClient http, Optional<URI> stsEndpoint) {
        this.anonymous = access instanceof S3Access.Anonymous;
        this.fixed = access instanceof S3Access.Keys keys
                ? Optional.of(new SigningCredential(keys.credential(), Optional.empty()))
                : Optional.empty();
        this.opener = () -> switch (access) {
            case S3Access.Anonymous none -> AnonymousCredentialsProvider.create();
            case S3Access.Keys keys -> fixed(keys.credential());
            case S3Access.ServerCredentials own -> ofServer();
            case S3Access.AssumedRole role -> assumed(role, region, http, stsEndpoint);
        };
    }

    /**
     * Nothing is fetched or looked for yet.
     *
     * @param stsEndpoint where roles are assumed; the SDK's choice when empty
     */
    static S3Credentials of(S3Access access, String region, SdkHttpClient http, Optional<URI> stsEndpoint) {
        return new S3Credentials(access, region, http, stsEndpoint);
    }

    /** For the SDK. */
    AwsCredentialsProvider provider() {
        AwsCredentialsProvider known = opened;
        return known == null ? open() : known;
    }

    private synchronized AwsCredentialsProvider open() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        AwsCredentialsProvider provider = opened == null ? opener.get() : opened;
        opened = provider;
        return provider;
    }

    /**
     * For signing URLs; empty for anonymous access.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException when they cannot be had
     */
    Optional<SigningCredential> current() {
        if (anonymous || fixed.isPresent()) {
            return fixed;
        }
        AwsCredentials credentials = provider().resolveCredentials();
        Optional<String> token =
                credentials instanceof AwsSessionCredentials session ? Optional.of(session.sessionToken()) : Optional.empty();
        S3Credential credential = new S3Credential(credentials.accessKeyId(), Secret.of(credentials.secretAccessKey()), token);
        return Optional.of(new SigningCredential(credential, credentials.expirationTime()));
    }

    private static AwsCredentialsProvider fixed(S3Credential credential) {
        String id = credential.accessKeyId();
        String secret = credential.secretAccessKey().reveal();
        return StaticCredentialsProvider.create(credential
                .sessionToken()
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret)));
    }

    private static AwsCredentialsProvider ofServer() {
        return DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true).build();
    }

    private AwsCredentialsProvider assumed(S3Access.AssumedRole role, String region, SdkHttpClient http, Optional<URI> endpoint) {
        StsClientBuilder builder = StsClient.builder()
                .httpClient(http)
                .region(region.matches("[a-z]{2,}(-[a-z]+)+-[0-9]+") ? Region.of(region) : DEFAULT_STS_REGION)
                .credentialsProvider(role.base().map(S3Credentials::fixed).orElseGet(S3Credentials::ofServer))
                .overrideConfiguration(S3Clients.overrides(S3Clients.retrying()));
        endpoint.ifPresent(builder::endpointOverride);
        sts = builder.build();
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> {
                    request.roleArn(role.roleArn())
                            .roleSessionName(SESSION_NAME)
                            .durationSeconds((int) S3Limits.ROLE_SESSION.toSeconds());
                    role.externalId().ifPresent(request::externalId);
                })
                .asyncCredentialUpdateEnabled(true)
                .prefetchTime(S3Limits.RENEW_AHEAD)
                .staleTime(S3Limits.STALE)
                .build();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (opened instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
        if (sts != null) {
            sts.close();
        }
    }
}
