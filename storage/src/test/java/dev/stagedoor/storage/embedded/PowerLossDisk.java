package dev.stagedoor.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A disk that remembers what has been synced, and can say what a machine that lost power right now would find after its restart: of the
 * blobs only the bytes and the directory entries that were synced, or, for a process that was killed, everything that was written.
 */
final class PowerLossDisk implements Disk {
    private final Disk disk = LocalDisk.INSTANCE;
    private final Map<FileChannel, Path> open = new HashMap<>();
    private final Map<Path, Long> syncedBytes = new HashMap<>();
    private final Set<Path> syncedEntries = new HashSet<>();
    private Runnable aroundEachStep = () -> {};

    /** Called before and after each change of the disk, one at a time. */
    synchronized void aroundEachStep(Runnable action) {
        aroundEachStep = action;
    }

    /** Copies a data directory as it would be found. The index is copied as it is: that it survives is SQLite's own business. */
    synchronized void copyAsFound(Path data, Path target, boolean powerLost) throws IOException {
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.sorted().toList()) {
                Path copy = target.resolve(data.relativize(path).toString());
                boolean isBlob = path.startsWith(data.resolve("store/blobs")) && !path.endsWith("blobs");
                if (path.endsWith("lock") || path.endsWith(DiskReserve.FILE_NAME) || path.toString().endsWith("-shm")
                        || (isBlob && powerLost && !isFound(path))) {
                    continue;
                }
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    byte[] bytes = Files.readAllBytes(path);
                    long length = isBlob && powerLost ? syncedBytes.getOrDefault(path, 0L) : bytes.length;
                    Files.write(copy, Arrays.copyOf(bytes, (int) length));
                    copyMode(path, copy);
                }
            }
        }
    }

    private boolean isFound(Path path) {
        return syncedEntries.contains(path) && (path.getParent().endsWith("blobs") || syncedEntries.contains(path.getParent()));
    }

    private static void copyMode(Path from, Path to) throws IOException {
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }

    @Override
    public synchronized FileChannel create(Path file) throws IOException {
        aroundEachStep.run();
        FileChannel channel = disk.create(file);
        open.put(channel, file);
        aroundEachStep.run();
        return channel;
    }

    @Override
    public FileChannel open(Path file) throws IOException {
        return disk.open(file);
    }

    @Override
    public synchronized void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        aroundEachStep.run();
        disk.write(channel, bytes);
        aroundEachStep.run();
    }

    @Override
    public synchronized void force(FileChannel channel) throws IOException {
        aroundEachStep.run();
        disk.force(channel);
        syncedBytes.put(open.get(channel), channel.size());
        aroundEachStep.run();
    }

    @Override
    public synchronized void createDirectory(Path directory) throws IOException {
        aroundEachStep.run();
        disk.createDirectory(directory);
        aroundEachStep.run();
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        aroundEachStep.run();
        disk.forceDirectory(directory);
        syncedEntries.addAll(disk.list(directory));
        aroundEachStep.run();
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        disk.link(file, name);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        aroundEachStep.run();
        disk.delete(path);
        aroundEachStep.run();
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return disk.usableBytes(path);
    }
}
