package dev.stagedoor.storage.fs;

import java.nio.file.Path;
import java.util.List;

/**
 * What can be set about files of this machine.
 *
 * @param roots directories that may be used, with everything below; absolute. Empty: none
 * @param excluded directories that may not be used although a root holds them, such as the server's own data directory
 * @param maxObjectBytes of an object, however it comes; a longer body is refused, before it is read when its length was announced
 */
public record FsOptions(List<Path> roots, List<Path> excluded, long maxObjectBytes) {
    private static final long MAX_BODY_BYTES = 5L << 30;

    public FsOptions {
        roots = List.copyOf(roots);
        excluded = List.copyOf(excluded);
        if (maxObjectBytes < 1) {
            throw new IllegalArgumentException("the largest object must be allowed at least one byte");
        }
    }

    /** The largest body of one request, a whole object or a part: 5 GiB at most, as in S3. */
    long maxBodyBytes() {
        return Math.min(maxObjectBytes, MAX_BODY_BYTES);
    }
}
