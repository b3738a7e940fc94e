package dev.stagedoor.storage.s3;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signature V4 that covers the headers and leaves the body out ({@code UNSIGNED-PAYLOAD}), over HTTP as well. Left to itself the SDK
 * digests the whole body before it sends the first byte when the endpoint is not HTTPS, and a body that comes only once cannot be digested
 * first. Bodies are covered by {@code Content-MD5} where they are known before they are sent.
 */
final class UnsignedPayload implements AwsV4AuthScheme {
    private final AwsV4AuthScheme standard = AwsV4AuthScheme.create();
    private final Signer signer = new Signer(standard.signer());

    @Override
    public String schemeId() {
        return standard.schemeId();
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return standard.identityProvider(providers);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return signer;
    }

    /** Signs what the standard signer sees as a request without a body, and gives the body back to it. */
    private record Signer(HttpSigner<AwsCredentialsIdentity> standard) implements AwsV4HttpSigner {
        @Override
        public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
            SignedRequest signed = standard.sign(withoutPayload(request));
            return SignedRequest.builder()
                    .request(signed.request())
                    .payload(request.payload().orElse(null))
                    .build();
        }

        private static <T extends AwsCredentialsIdentity> SignRequest<T> withoutPayload(SignRequest<T> request) {
            return request.toBuilder()
                    .payload(null)
                    .putProperty(PAYLOAD_SIGNING_ENABLED, false)
                    .putProperty(CHUNK_ENCODING_ENABLED, false)
                    // Or it adds the checksum of the body that it does not see.
                    .putProperty(CHECKSUM_ALGORITHM, null)
                    .build();
        }

        @Override
        public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
            return standard.signAsync(request);
        }
    }
}
