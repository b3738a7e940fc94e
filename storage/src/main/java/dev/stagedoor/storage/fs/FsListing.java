package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.ObjectListing;
import dev.stagedoor.storage.ObjectSummary;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Regular files below a directory in the order of their keys: depth first, each directory's names sorted as UTF-8 with a {@code /} after
 * those of directories. Holds an open directory and a bounded number of names for each level.
 */
final class FsListing implements ObjectListing {
    private static final Logger LOG = LoggerFactory.getLogger(FsListing.class);

    private final Roots roots;
    private final WantedKeys range;
    private final Deque<DirectoryLevel> levels = new ArrayDeque<>();
    private @Nullable ObjectSummary next;

    /** @param prefix every key begins with it; the part before its last {@code /} is the directory of {@code start} */
    FsListing(Roots roots, FsPath start, String prefix, String startAfter) {
        this.roots = roots;
        this.range = new WantedKeys(prefix, startAfter);
        try {
            levels.push(new DirectoryLevel(
                    SecureDirectory.open(start), start.directory(), prefix.substring(0, prefix.lastIndexOf('/') + 1), range));
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.trace("Nothing to list", e); // no such directory, or one behind a link
        } catch (IOException e) {
            throw FsFailures.of(e);
        }
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && !levels.isEmpty()) {
                advance(levels.peek());
            }
        } catch (IOException e) {
            throw FsFailures.of(e);
        }
        return next != null;
    }

    private void advance(DirectoryLevel level) throws IOException {
        Optional<DirectoryLevel.Entry> entry = level.next();
        if (entry.isEmpty()) {
            levels.pop().close();
            return;
        }
        Path name = entry.get().name();
        Path path = level.path().resolve(name);
        try {
            if (entry.get().isDirectory()) {
                if (!roots.isExcluded(path)) {
                    levels.push(new DirectoryLevel(level.directory().child(name), path, level.key() + entry.get().text(), range));
                }
                return;
            }
            BasicFileAttributes file = level.directory().attributes(name);
            if (file.isRegularFile()) {
                next = FsStore.summary(level.key() + entry.get().text(), file, FileTag.read(path, file).map(FileTag::etag));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.trace("{} is gone", path);
        }
    }

    @Override
    public ObjectSummary next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the listing has ended");
        }
        ObjectSummary summary = next;
        next = null;
        return summary;
    }

    @Override
    public void close() {
        while (!levels.isEmpty()) {
            try {
                levels.pop().close();
            } catch (IOException e) {
                LOG.warn("Could not close a directory", e);
            }
        }
    }
}
