package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.Extent;
import dev.stagedoor.storage.ExtentSet;
import dev.stagedoor.storage.LocalFiles.LinkedFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The local file of a version: being made, or there, with some of the object's bytes or all. */
final class Copy {
    final ObjectVersion version;
    final Path path;

    /** Whether it is of one query alone, and goes with it. */
    final boolean temporary;

    /** Completed when the file is there. */
    final CompletableFuture<Void> made = new CompletableFuture<>();

    /** Held by whoever fetches more of it. */
    final ReentrantLock filling = new ReentrantLock();

    /** Whose file it is under another name; null for a copy, which takes room of its own. */
    volatile @Nullable LinkedFile linked;

    /** Guarded by {@link Copies}, as those that follow. */
    int readers = 1;

    /** Bytes that it takes of the mirror's room. */
    long room;

    Instant lastUsed = Instant.now();

    private final ExtentSet present = new ExtentSet();

    Copy(ObjectVersion version, Path path, boolean temporary) {
        this.version = version;
        this.path = path;
        this.temporary = temporary;
    }

    /** Those of the bytes that are not there, in order. */
    synchronized List<Extent> missing(List<Extent> wanted) {
        List<Extent> missing = new ArrayList<>();
        wanted.forEach(extent -> missing.addAll(present.missing(extent)));
        return missing;
    }

    synchronized void came(Extent extent) {
        present.add(extent);
    }

    synchronized long presentBytes() {
        return present.bytes();
    }

    MirrorEntry entry() {
        boolean inPlace = linked != null;
        return new MirrorEntry(
                version.store().toString(),
                version.object().key(),
                version.object().etag(),
                version.size(),
                inPlace ? version.size() : presentBytes(),
                inPlace,
                readers,
                lastUsed);
    }
}
