package dev.stagedoor.storage.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where blobs lie: {@code blobs/<directory>/<id>}, both in hexadecimal, the directory being the id without its last three digits. An id
 * is the number of this opening of the store and a sequence number, so no id is ever used twice and an upload never meets a file that is
 * already there. Neighbours in time share a directory, so that one sync of it serves many uploads.
 *
 * <p>A file has its final name from the start: the index alone says which blobs exist, so a {@code .part} name and a rename would cost two
 * more changes to the directory and protect nothing.
 */
final class BlobFiles {
    private static final Logger LOG = LoggerFactory.getLogger(BlobFiles.class);

    /** 4,096 files a directory: listing one fits in memory, and a million blobs need 245 directories. */
    private static final int DIRECTORY_BITS = 12;

    /** 68 billion blobs for each opening of the store, and 134 million openings. */
    private static final int SEQUENCE_BITS = 36;

    private static final HexFormat HEX = HexFormat.of();

    /** What a sweep did. */
    record Sweep(long deleted, long missing) {}

    private final Path root;
    private final Disk disk;
    private final boolean durable;
    private final AtomicLong nextId;
    private volatile long lastDirectory;

    /**
     * @param run the number of this opening of the store, never used before
     * @param durable whether anything is synced
     */
    BlobFiles(Path root, Disk disk, boolean durable, long run) {
        this.root = root;
        this.disk = disk;
        this.durable = durable;
        this.nextId = new AtomicLong(run << SEQUENCE_BITS);
        this.lastDirectory = (run << (SEQUENCE_BITS - DIRECTORY_BITS)) - 1;
    }

    Disk disk() {
        return disk;
    }

    Path root() {
        return root;
    }

    long newId() {
        return nextId.getAndIncrement();
    }

    /** Creates the file of a new id. Its entry in the directory is not durable before {@link #forceDirectories}. */
    FileChannel create(long id) throws IOException {
        ensureDirectory(id >>> DIRECTORY_BITS);
        return disk.create(path(id));
    }

    /** Gives a file the name of a new id, as {@link #create} would make one. */
    void link(Path file, long id) throws IOException {
        ensureDirectory(id >>> DIRECTORY_BITS);
        disk.link(file, path(id));
    }

    FileChannel open(long id) throws IOException {
        return disk.open(path(id));
    }

    /** Makes what was written through the channel durable. */
    void force(FileChannel channel) throws IOException {
        if (durable) {
            disk.force(channel);
        }
    }

    /** Makes the directory entries of these blobs durable, each directory once. */
    void forceDirectories(Collection<Long> ids) throws IOException {
        if (!durable) {
            return;
        }
        long[] directories = ids.stream().mapToLong(id -> id >>> DIRECTORY_BITS).distinct().toArray();
        for (long directory : directories) {
            disk.forceDirectory(directoryPath(directory));
        }
    }

    void delete(long id) throws IOException {
        disk.delete(path(id));
    }

    /**
     * Deletes every file that no object refers to.
     *
     * @param live ids the index refers to, in ascending order
     * @param keep a directory on the same file system where they go instead; none to delete them
     */
    Sweep sweep(long[] live, Optional<Path> keep) throws IOException {
        long deleted = 0;
        long found = 0;
        for (Path directory : disk.list(root)) {
            for (Path file : disk.list(directory)) {
                if (isLive(file, live)) {
                    found++;
                } else if (keep.isPresent()) {
                    Files.move(file, keep.get().resolve(file.getFileName()));
                    deleted++;
                } else if (deleteUnlessNotEmpty(file)) {
                    deleted++;
                }
            }
        }
        removeEmptyDirectories();
        return new Sweep(deleted, live.length - found);
    }

    /** Files that no object refers to. */
    record Strays(long files, long bytes) {}

    /** @param live ids the index refers to, in ascending order */
    Strays strays(long[] live) throws IOException {
        long files = 0;
        long bytes = 0;
        for (Path directory : disk.list(root)) {
            for (Path file : disk.list(directory)) {
                if (!isLive(file, live)) {
                    files++;
                    bytes += Files.size(file);
                }
            }
        }
        return new Strays(files, bytes);
    }

    private boolean isLive(Path file, long[] live) {
        String name = String.valueOf(file.getFileName());
        if (name.length() != Long.BYTES * 2 || !name.chars().allMatch(HexFormat::isHexDigit)) {
            return false;
        }
        long id = HexFormat.fromHexDigitsToLong(name);
        return path(id).equals(file) && Arrays.binarySearch(live, id) >= 0;
    }

    /** What earlier openings left behind. Must run before the first {@link #create}. */
    void removeEmptyDirectories() throws IOException {
        for (Path directory : disk.list(root)) {
            deleteUnlessNotEmpty(directory);
        }
    }

    private boolean deleteUnlessNotEmpty(Path path) throws IOException {
        try {
            disk.delete(path);
            return true;
        } catch (DirectoryNotEmptyException e) {
            LOG.trace("{} still holds files", path);
            return false;
        }
    }

    private void ensureDirectory(long directory) throws IOException {
        if (directory > lastDirectory) {
            createDirectoriesUpTo(directory);
        }
    }

    private synchronized void createDirectoriesUpTo(long directory) throws IOException {
        while (lastDirectory < directory) {
            disk.createDirectory(directoryPath(lastDirectory + 1));
            if (durable) {
                disk.forceDirectory(root);
            }
            lastDirectory++;
        }
    }

    Path path(long id) {
        return directoryPath(id >>> DIRECTORY_BITS).resolve(HEX.toHexDigits(id));
    }

    private Path directoryPath(long directory) {
        return root.resolve(HEX.toHexDigits(directory, (Long.SIZE - DIRECTORY_BITS) / 4));
    }
}
