package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * A bucket of Amazon S3 or of a store that speaks its protocol.
 *
 * @param endpoint scheme, host and port, perhaps a path; without the bucket
 * @param region empty until it is known: {@link ObjectStores#complete} finds it
 * @param masterKey the customer's 256-bit key of SSE-C, as given; its headers are signed and sent with every request on an object
 * @param virtualHostStyle {@code bucket.host/key} instead of {@code host/bucket/key}
 */
public record S3Location(
        String bucket,
        String root,
        URI endpoint,
        Optional<String> region,
        S3Access access,
        Optional<Secret> masterKey,
        boolean virtualHostStyle)
        implements StoreLocation {
    /** Where {@code endpoint_url} points when it is not given. */
    public static final URI AWS = URI.create("https://s3.amazonaws.com");

    /** This location, with its region known. */
    public S3Location withRegion(String known) {
        return new S3Location(bucket, root, endpoint, Optional.of(known), access, masterKey, virtualHostStyle);
    }

    /** This location, used by another authority. */
    public S3Location withAccess(S3Access other) {
        return new S3Location(bucket, root, endpoint, region, other, masterKey, virtualHostStyle);
    }

    @Override
    public StoreType type() {
        return StoreType.S3;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(endpoint.toString());
    }

    @Override
    public boolean hasCredentials() {
        return !(access instanceof S3Access.Anonymous);
    }

    @Override
    public boolean hasEncryptionKey() {
        return masterKey.isPresent();
    }
}
