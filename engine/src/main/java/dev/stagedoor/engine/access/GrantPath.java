package dev.stagedoor.engine.access;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.KeyPrefix;

/**
 * A directory of a stage that a grant is bound to. Whole segments count: {@code incoming/acme/} holds {@code incoming/acme/a.csv}, and not
 * {@code incoming/acme2/a.csv}. Because it ends in a slash, that is the same as beginning with it.
 *
 * @param value ends in {@code /}, does not begin with one, has no empty, {@code .} or {@code ..} segment
 */
public record GrantPath(String value) {
    /**
     * Reads a path as written after PATH: slashes in front and a missing one at the end do not matter, runs of slashes are one, as in
     * locations.
     *
     * @throws StagedoorException 1006 for a path no file could lie below, and for the whole stage
     */
    public static GrantPath of(String written) {
        StringBuilder path = new StringBuilder(written.length() + 1);
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            boolean repeated = c == '/' && (path.isEmpty() || path.charAt(path.length() - 1) == '/');
            if (!repeated) {
                path.append(c);
            }
        }
        if (path.isEmpty()) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS,
                    "PATH names a directory of the stage, as in 'incoming/acme/': leave it out for the whole stage");
        }
        if (path.charAt(path.length() - 1) != '/') {
            path.append('/');
        }
        return new GrantPath(new KeyPrefix(path.toString()).value());
    }

    /** Whether a file's path, or the beginning of paths that is listed, lies inside a directory as a grant keeps it. */
    static boolean holds(String directory, String path) {
        return path.startsWith(directory);
    }
}
