package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.LocalFiles.LinkedFile;
import dev.stagedoor.storage.StorageException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A local file with an object's content, or what is needed of it, which stays until this is closed. */
public final class MirroredFile implements AutoCloseable {
    private final Copy copy;
    private final Copies copies;
    private final FetchReport report;
    private final AtomicBoolean closed = new AtomicBoolean();

    MirroredFile(Copy copy, Copies copies, FetchReport report) {
        this.copy = copy;
        this.copies = copies;
        this.report = report;
    }

    /** What of the object is needed, and was fetched. */
    public FetchReport report() {
        return report;
    }

    /** Absolute and without symbolic links. */
    public Path path() {
        return copy.path;
    }

    /**
     * To be called after the file was read, before anybody is told what was read: a file that others own they may have written to.
     *
     * @throws StorageException {@code PRECONDITION_FAILED}
     */
    public void requireUnchanged() {
        LinkedFile linked = copy.linked;
        if (linked != null) {
            linked.requireUnchanged();
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            copies.release(copy);
        }
    }
}
