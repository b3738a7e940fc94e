package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which versions are there, who reads them, and how much room they take. Safe for use by many threads. */
final class Copies {
    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    private final Path directory;
    private final String suffix;
    private final long maxBytes;
    private final Map<ObjectVersion, Copy> copies = new HashMap<>();
    private final Set<Copy> temporary = new HashSet<>();

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

    /** What is there of each version, without the files of single queries. */
    synchronized List<MirrorEntry> entries() {
        return copies.values().stream().map(Copy::entry).toList();
    }

    /** @param mine whether the caller has to make it */
    record Taken(Copy copy, boolean mine) {}

    /** The copy of a version, with one more reader. */
    synchronized Taken take(ObjectVersion version) {
        Copy known = copies.get(version);
        if (known != null) {
            unread.remove(known);
            known.readers++;
            known.lastUsed = Instant.now();
            return new Taken(known, false);
        }
        Copy copy = new Copy(version, directory.resolve(++made + suffix), false);
        copies.put(version, copy);
        return new Taken(copy, true);
    }

    /** A file of the reader's own, which takes its bytes from the version. */
    synchronized Copy temporary(ObjectVersion version) {
        Copy copy = new Copy(version, directory.resolve(++made + suffix), true);
        temporary.add(copy);
        return copy;
    }

    /**
     * Sets room aside for more of a copy, and deletes others that nobody reads for it.
     *
     * @throws StorageException {@code INSUFFICIENT_STORAGE}
     */
    synchronized void reserve(Copy copy, long more) {
        if (!reserveIfFree(copy, more)) {
            throw new StorageException(
                    Kind.INSUFFICIENT_STORAGE, "the files that queries read at the same time have more than " + maxBytes + " bytes");
        }
    }

    /** The same, and whether there is room. */
    synchronized boolean reserveIfFree(Copy copy, long more) {
        Iterator<Copy> oldest = unread.iterator();
        while (bytes + more > maxBytes && oldest.hasNext()) {
            Copy victim = oldest.next();
            oldest.remove();
            copies.remove(victim.version);
            delete(victim);
        }
        if (bytes + more > maxBytes) {
            return false;
        }
        bytes += more;
        copy.room += more;
        return true;
    }

    /** Gives back what was set aside and did not come. */
    synchronized void settle(Copy copy) {
        if (isHere(copy)) {
            long present = copy.presentBytes();
            bytes += present - copy.room;
            copy.room = present;
        }
    }

    private boolean isHere(Copy copy) {
        return copy.temporary ? temporary.contains(copy) : copies.get(copy.version) == copy;
    }

    /** One reader less. A second name is of no use to anybody then, and would keep the bytes of an object that was deleted. */
    synchronized void release(Copy copy) {
        copy.lastUsed = Instant.now();
        if (--copy.readers > 0 || !isHere(copy)) {
            return;
        }
        if (copy.linked == null && !copy.temporary) {
            unread.add(copy);
        } else {
            remove(copy);
        }
    }

    /** One reader less of a copy that cannot be made as it should be; others may have what they need of it. */
    synchronized void giveUp(Copy copy) {
        if (--copy.readers <= 0) {
            remove(copy);
        }
    }

    private void remove(Copy copy) {
        if (copy.temporary ? temporary.remove(copy) : copies.remove(copy.version, copy)) {
            delete(copy);
        }
    }

    /** Deletes a copy that could not be made. */
    synchronized void discard(Copy copy) {
        remove(copy);
    }

    /** Deletes every copy, also those being read. */
    synchronized void clear() {
        copies.values().forEach(this::delete);
        temporary.forEach(this::delete);
        copies.clear();
        temporary.clear();
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
