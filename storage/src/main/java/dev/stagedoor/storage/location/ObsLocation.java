package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * A bucket of Huawei Cloud's Object Storage Service.
 */
public record ObsLocation(
        String bucket, String root, URI endpoint, Optional<String> accessKeyId, Optional<Secret> secretAccessKey) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.OBS;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(endpoint.toString());
    }

    @Override
    public boolean hasCredentials() {
        return accessKeyId.isPresent();
    }
}
