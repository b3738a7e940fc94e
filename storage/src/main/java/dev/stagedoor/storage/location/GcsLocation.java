package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * A bucket of Google Cloud Storage.
 *
 * @param credential base64 of a service account's JSON key
 */
public record GcsLocation(
        String bucket, String root, URI endpoint, Optional<Secret> credential) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.GCS;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(endpoint.toString());
    }

    @Override
    public boolean hasCredentials() {
        return credential.isPresent();
    }
}
