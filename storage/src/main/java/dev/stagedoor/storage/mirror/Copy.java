package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.LocalFiles.LinkedFile;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The local file of a version: being made, or there. What is not final is guarded by {@link Copies}. */
final class Copy {
    final Version version;
    final Path path;

    /** Completed when the file can be read. */
    final CompletableFuture<Void> made = new CompletableFuture<>();

    /** Whose file it is under another name; null for a copy, which takes room of its own. */
    volatile @Nullable LinkedFile linked;

    int readers = 1;

    /** Bytes that it takes of the mirror's room. */
    long room;

    /** Bytes that were told to have arrived; of the one call that makes it. */
    long arrived;

    Copy(Version version, Path path) {
        this.version = version;
        this.path = path;
    }
}
