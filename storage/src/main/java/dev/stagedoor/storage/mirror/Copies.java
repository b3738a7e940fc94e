package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which versions are there, who reads them, and how much room they take. Safe for use by many threads. */
final class Copies {
    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    private final Path directory;
    private final String suffix;
    private final long maxBytes;
    private final Map<Version, Copy> copies = new HashMap<>();

    /** Those that nobody reads; the one that was read longest ago first. */
    private final LinkedHashSet<Copy> unread = new LinkedHashSet<>();

    private long bytes;
    private long made;

    /** @param suffix of the names of files */
    Copies(Path directory, String suffix, long maxBytes) {
        this.directory = directory;
        this.suffix = suffix;
        this.maxBytes = maxBytes;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** @param mine whether the caller has to make it */
    record Taken(Copy copy, boolean mine) {}

    /** The copy of a version, with one more reader. */
    synchronized Taken take(Version version) {
        Copy known = copies.get(version);
        if (known != null) {
            unread.remove(known);
            known.readers++;
            return new Taken(known, false);
        }
        Copy copy = new Copy(version, directory.resolve(++made + suffix));
        copies.put(version, copy);
        return new Taken(copy, true);
    }

    /**
     * Sets room aside for more of a copy, and deletes others that nobody reads for it.
     *
     * @throws StorageException {@code INSUFFICIENT_STORAGE}
     */
    synchronized void reserve(Copy copy, long more) {
        Iterator<Copy> oldest = unread.iterator();
        while (bytes + more > maxBytes && oldest.hasNext()) {
            Copy victim = oldest.next();
            oldest.remove();
            copies.remove(victim.version);
            delete(victim);
        }
        if (bytes + more > maxBytes) {
            throw new StorageException(
                    Kind.INSUFFICIENT_STORAGE, "the files that queries read at the same time have more than " + maxBytes + " bytes");
        }
        bytes += more;
        copy.room += more;
    }

    /** One reader less. A second name is of no use to anybody then, and would keep the bytes of an object that was deleted. */
    synchronized void release(Copy copy) {
        if (--copy.readers > 0 || copies.get(copy.version) != copy) {
            return;
        }
        if (copy.linked == null) {
            unread.add(copy);
        } else {
            copies.remove(copy.version);
            delete(copy);
        }
    }

    /** Deletes a copy that could not be made. */
    synchronized void discard(Copy copy) {
        if (copies.remove(copy.version, copy)) {
            delete(copy);
        }
    }

    /** Deletes every copy, also those being read. */
    synchronized void clear() {
        copies.values().forEach(this::delete);
        copies.clear();
        unread.clear();
    }

    private void delete(Copy copy) {
        bytes -= copy.room;
        copy.room = 0;
        try {
            Files.deleteIfExists(copy.path);
        } catch (IOException e) {
            LOG.warn("A mirrored file could not be removed: {}", copy.path, e);
        }
    }
}
