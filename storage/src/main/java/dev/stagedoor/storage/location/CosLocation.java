package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * A bucket of Tencent Cloud's Cloud Object Storage.
 */
public record CosLocation(
        String bucket, String root, URI endpoint, Optional<String> secretId, Optional<Secret> secretKey) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.COS;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(endpoint.toString());
    }

    @Override
    public boolean hasCredentials() {
        return secretId.isPresent();
    }
}
