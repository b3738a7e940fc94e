package dev.stagedoor.storage.fs;

import java.nio.file.Path;
import java.util.List;

/**
 * What can be set about files of this machine.
 *
 * @param roots directories that may be used, with everything below; absolute. Empty: none
 * @param excluded directories that may not be used although a root holds them, such as the server's own data directory
 * @param maxObjectBytes a longer body is refused, before it is read when its length was announced
 */
public record FsOptions(List<Path> roots, List<Path> excluded, long maxObjectBytes) {
    public FsOptions {
        roots = List.copyOf(roots);
        excluded = List.copyOf(excluded);
        if (maxObjectBytes < 1) {
            throw new IllegalArgumentException("the largest object must be allowed at least one byte");
        }
    }
}
