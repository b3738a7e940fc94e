package dev.stagedoor.storage.mirror;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A local file with an object's content, which stays until this is closed. */
public final class MirroredFile implements AutoCloseable {
    private final Path path;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    MirroredFile(Path path, Runnable release) {
        this.path = path;
        this.release = release;
    }

    /** Absolute and without symbolic links. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            release.run();
        }
    }
}
