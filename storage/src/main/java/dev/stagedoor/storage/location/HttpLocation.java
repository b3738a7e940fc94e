package dev.stagedoor.storage.location;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Files of a web server, read only. Nothing is listed: the paths are what the URL's glob spells out.
 *
 * @param origin scheme, host and port
 * @param paths at least one, each begins with {@code /}; not encoded
 */
public record HttpLocation(URI origin, List<String> paths) implements StoreLocation {
    public HttpLocation {
        paths = List.copyOf(paths);
    }

    /** The paths are whole: nothing stands before them. */
    @Override
    public String root() {
        return "";
    }

    @Override
    public StoreType type() {
        return StoreType.HTTP;
    }

    @Override
    public Optional<String> shownEndpoint() {
        return Optional.of(origin.toString());
    }

    @Override
    public boolean hasCredentials() {
        return false;
    }
}
