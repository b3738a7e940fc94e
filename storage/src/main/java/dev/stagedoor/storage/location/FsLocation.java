package dev.stagedoor.storage.location;

import java.util.Optional;

/**
 * A directory of the server's machine.
 *
 * @param root the directory's absolute path without its leading {@code /}
 */
public record FsLocation(String root) implements StoreLocation {
    @Override
    public StoreType type() {
        return StoreType.FS;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.empty();
    }

    @Override
    public boolean hasCredentials() {
        return false;
    }
}
