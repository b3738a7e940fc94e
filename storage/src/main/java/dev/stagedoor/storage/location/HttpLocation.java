package dev.stagedoor.storage.location;

import dev.stagedoor.storage.KeyPrefix;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Files of a web server, read only. Nothing is listed: the paths are what the URL's glob spells out.
 *
 * @param origin scheme, host and port
 * @param pattern the URL's path as written, percent-encoded; {@code {a,b}}, {@code [1-9]} and {@code [a-f]} in it stand for several paths,
 *     at most 1,000. A pattern that ends in {@code /} names a directory of the server: its files can be named, but not listed.
 */
public record HttpLocation(URI origin, String pattern) implements StoreLocation {
    /**
     * @throws dev.stagedoor.errors.StagedoorException 4000 when the pattern is no glob or means too much; 1006 when a path is no legal key
     */
    public HttpLocation {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("the path of a URL begins with a slash");
        }
        List<String> decoded = decoded(pattern);
        for (String path : decoded) {
            new KeyPrefix(path.substring(1));
            if (path.endsWith("/") && decoded.size() > 1) {
                throw LocationErrors.invalid("input path is not a valid glob: '" + LocationErrors.shown(path) + "' names a directory");
            }
        }
    }

    /** The files that are known to be there, in the order of the pattern: each begins with {@code /}, decoded. None for a directory. */
    public List<String> paths() {
        List<String> decoded = decoded(pattern);
        return decoded.getFirst().endsWith("/") ? List.of() : decoded;
    }

    /** Empty, for the paths are whole: nothing stands before them. For a directory, the directory. */
    @Override
    public String root() {
        String first = decoded(pattern).getFirst();
        return first.endsWith("/") ? first.substring(1) : "";
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

    private static List<String> decoded(String pattern) {
        return HttpGlob.expand(pattern).stream().map(PercentCoding::decode).toList();
    }
}
