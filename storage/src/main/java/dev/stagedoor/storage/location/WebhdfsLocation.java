package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * A directory of HDFS, over its HTTP interface.
 *
 * @param endpoint of the name node
 * @param delegation a delegation token
 */
public record WebhdfsLocation(
        String root, URI endpoint, Optional<Secret> delegation, Optional<String> userName, boolean listBatch) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.WEBHDFS;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(endpoint.toString());
    }

    @Override
    public boolean hasCredentials() {
        return delegation.isPresent();
    }
}
