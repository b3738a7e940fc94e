package dev.stagedoor.storage.mirror;

import dev.stagedoor.storage.ByteRange;
import dev.stagedoor.storage.ObjectContent;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.ObjectStore;
import dev.stagedoor.storage.ObjectSummary;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects of any store as local files, in a directory of bounded size. A file is one version of one object, told by its ETag, size and
 * time of change. It stays while somebody reads it, and afterwards until its room is needed for another: the one that nobody has read for
 * the longest time goes first. Nothing in the directory outlives the process. Safe for use by many threads.
 */
public final class Mirror implements AutoCloseable {
    /** What files are called; others in the directory are nobody's. */
    private static final String SUFFIX = ".object";

    /** How often a wait for another's fetch looks whether the file is still wanted. */
    private static final long LOOK_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    private final Path directory;
    private final long maxBytes;

    /** The one that was read longest ago first. */
    private final LinkedHashMap<Version, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;
    private long made;

    private Mirror(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** One version of one object. */
    private record Version(ObjectStore store, String key, Optional<String> etag, long size, Instant lastModified) {
        /** A store that has ETags tells all with them; of the others, some list the time of change to the second only. */
        boolean isStill(ObjectSummary found) {
            boolean sameTime = found.lastModified().getEpochSecond() == lastModified.getEpochSecond();
            return found.size() == size && found.etag().equals(etag) && (etag.isPresent() || sameTime);
        }
    }

    /** A version's file: being filled, or whole. Its number of readers is guarded by the mirror. */
    private static final class Copy {
        private final Path path;
        private final CompletableFuture<Path> whole = new CompletableFuture<>();
        private int readers = 1;

        private Copy(Path path) {
            this.path = path;
        }
    }

    /**
     * Makes the directory (mode 0700) or empties it.
     *
     * @param directory no other process uses it
     * @param maxBytes of all files together
     */
    public static Mirror open(Path directory, long maxBytes) {
        try {
            Path real = Files.createDirectories(directory.toAbsolutePath(), mode(directory, "rwx------")).toRealPath();
            try (Stream<Path> left = Files.list(real)) {
                for (Path file : left.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                    Files.delete(file);
                }
            }
            return new Mirror(real, maxBytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory for mirrored files, " + directory + ", cannot be used", e);
        }
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /** Where the files lie; without symbolic links. */
    public Path directory() {
        return directory;
    }

    /** How many bytes all files together may have. */
    public long maxBytes() {
        return maxBytes;
    }

    /** How many bytes all files have, those that are being filled included. */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * An object as a local file, fetched if it is not there.
     *
     * @param wanted as the store listed it
     * @param stillWanted asked now and then; ends the call by what it throws
     * @return to be closed when the file is read
     * @throws StorageException {@code PRECONDITION_FAILED} when the object is another by now; {@code INSUFFICIENT_STORAGE} when files that
     *     are being read leave no room; as {@link ObjectStore#open}
     */
    public MirroredFile fetch(ObjectStore store, ObjectSummary wanted, Runnable stillWanted) {
        var version = new Version(store, wanted.key(), wanted.etag(), wanted.size(), wanted.lastModified());
        while (true) {
            Copy mine = null;
            Copy copy;
            synchronized (this) {
                copy = copies.get(version);
                if (copy == null) {
                    mine = reserve(version);
                    copy = mine;
                } else {
                    copy.readers++;
                }
            }
            if (mine != null) {
                fill(version, mine, stillWanted);
                return file(version, mine);
            }
            if (isFilled(version, copy, stillWanted)) {
                return file(version, copy);
            }
        }
    }

    private MirroredFile file(Version version, Copy copy) {
        return new MirroredFile(copy.path, () -> release(version, copy));
    }

    private Copy reserve(Version version) {
        Iterator<Map.Entry<Version, Copy>> oldest = copies.entrySet().iterator();
        while (bytes + version.size > maxBytes && oldest.hasNext()) {
            var entry = oldest.next();
            if (entry.getValue().readers == 0) {
                oldest.remove();
                delete(entry.getKey(), entry.getValue());
            }
        }
        if (bytes + version.size > maxBytes) {
            throw new StorageException(
                    Kind.INSUFFICIENT_STORAGE, "the files that queries read at the same time have more than " + maxBytes + " bytes");
        }
        Copy copy = new Copy(directory.resolve(++made + SUFFIX));
        copies.put(version, copy);
        bytes += version.size;
        return copy;
    }

    private void fill(Version version, Copy copy, Runnable stillWanted) {
        try {
            copy(version, copy.path, stillWanted);
            copy.whole.complete(copy.path);
        } catch (IOException e) {
            throw failed(version, copy, new StorageException(Kind.UNAVAILABLE, "the file could not be copied for reading", e));
        } catch (RuntimeException e) {
            throw failed(version, copy, e);
        }
    }

    private RuntimeException failed(Version version, Copy copy, RuntimeException e) {
        synchronized (this) {
            copies.remove(version, copy);
            delete(version, copy);
        }
        copy.whole.completeExceptionally(e);
        return e;
    }

    private static void copy(Version version, Path path, Runnable stillWanted) throws IOException {
        try (ObjectContent content = version.store.open(new ObjectKey(version.key), ByteRange.ALL);
                FileChannel file = FileChannel.open(
                        path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode(path, "rw-------"))) {
            ObjectSummary found = content.summary();
            if (!version.isStill(found) || content.length() != version.size) {
                throw changed();
            }
            content.transferTo(new Watched(file, version.size, stillWanted));
            if (file.position() != version.size) {
                throw new StorageException(Kind.UNAVAILABLE, "the store gave " + file.position() + " of " + version.size + " bytes");
            }
        }
    }

    private static StorageException changed() {
        return new StorageException(Kind.PRECONDITION_FAILED, "the file changed while it was read");
    }

    /** Waits until another's fetch is over. */
    private boolean isFilled(Version version, Copy copy, Runnable stillWanted) {
        while (true) {
            try {
                copy.whole.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                try {
                    stillWanted.run();
                } catch (RuntimeException ended) {
                    release(version, copy);
                    throw ended;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                release(version, copy);
                throw new StorageException(Kind.UNAVAILABLE, "interrupted", e);
            } catch (ExecutionException e) {
                // What ended the other's fetch need not end this one.
                release(version, copy);
                return false;
            }
        }
    }

    private synchronized void release(Version version, Copy copy) {
        copy.readers--;
    }

    private void delete(Version version, Copy copy) {
        bytes -= version.size;
        try {
            Files.deleteIfExists(copy.path);
        } catch (IOException e) {
            LOG.warn("A mirrored file could not be removed: {}", copy.path, e);
        }
    }

    /** Removes every file, also those being read. */
    @Override
    public synchronized void close() {
        copies.forEach(this::delete);
        copies.clear();
    }

    /** Passes bytes on as long as they are wanted, and no more than room was reserved for. */
    private record Watched(FileChannel file, long size, Runnable stillWanted) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            stillWanted.run();
            int all = bytes.remaining();
            if (file.position() + all > size) {
                throw changed();
            }
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            return all;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() {}
    }
}
