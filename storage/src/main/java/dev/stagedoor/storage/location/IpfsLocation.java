package dev.stagedoor.storage.location;

import java.net.URI;
import java.util.Optional;

/**
 * A directory of the InterPlanetary File System behind a gateway, read only.
 *
 * @param endpoint of the gateway
 * @param root begins with {@code ipfs/} or {@code ipns/}
 */
public record IpfsLocation(String root, URI endpoint) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.IPFS;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(endpoint.toString());
    }

    @Override
    public boolean hasCredentials() {
        return false;
    }
}
