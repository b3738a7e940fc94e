package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * A container of Azure Blob Storage.
 *
 * @param endpoint of the account, such as {@code https://account.blob.core.windows.net}; a path is the account's name for Azurite
 * @param accountKey base64, as Azure shows it
 */
public record AzblobLocation(
        String container, String root, URI endpoint, Optional<String> accountName, Optional<Secret> accountKey) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.AZBLOB;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(endpoint.toString());
    }

    @Override
    public boolean hasCredentials() {
        return accountKey.isPresent();
    }
}
