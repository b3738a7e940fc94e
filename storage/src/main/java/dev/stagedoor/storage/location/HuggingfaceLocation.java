package dev.stagedoor.storage.location;

import dev.stagedoor.signing.Secret;
import java.util.Optional;

/**
 * A repository of the Hugging Face hub, read only.
 *
 * @param repository {@code owner/name}
 * @param repositoryType {@code dataset}, {@code model} or {@code space}
 */
public record HuggingfaceLocation(
        String repository, String repositoryType, String revision, String root, Optional<Secret> token) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.HUGGINGFACE;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.empty();
    }

    @Override
    public boolean hasCredentials() {
        return token.isPresent();
    }
}
