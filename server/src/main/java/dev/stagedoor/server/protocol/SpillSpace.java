package dev.stagedoor.server.protocol;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory (mode 0700) with files (mode 0600) of results that nobody fetches. Bounds each of them, all together, and those of one
 * user to half of all. Safe for use by many threads.
 */
public final class SpillSpace {
    private static final Logger LOG = LoggerFactory.getLogger(SpillSpace.class);
    private static final String SUFFIX = ".rows";

    private final Path directory;
    private final long maxFileBytes;
    private final long maxBytes;
    private final Map<String, Long> taken = new HashMap<>();

    private SpillSpace(Path directory, long maxFileBytes, long maxBytes) {
        this.directory = directory;
        this.maxFileBytes = maxFileBytes;
        this.maxBytes = maxBytes;
    }

    /**
     * Makes the directory if it is missing, and removes the files that a process left behind which was killed.
     *
     * @param directory no other process uses it
     * @throws StagedoorException {@code INVALID_CONFIG} when it cannot be used
     */
    public static SpillSpace open(Path directory, long maxFileBytes, long maxBytes) {
        try {
            Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
            for (Path left : leftBehind(directory)) {
                Files.delete(left);
            }
        } catch (IOException e) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "the directory " + directory + " for results that wait cannot be used: " + e.getMessage(), e);
        }
        return new SpillSpace(directory, maxFileBytes, maxBytes);
    }

    private static List<Path> leftBehind(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().endsWith(SUFFIX))
                    .filter(entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    /** A new file for a result of this user; none when the user's or everybody's share is used up, or no file can be made. */
    Optional<SpillFile> newFile(String user) {
        if (!hasRoom(user, 1)) {
            return Optional.empty();
        }
        Path path = directory.resolve(UUID.randomUUID() + SUFFIX);
        try {
            FileChannel channel = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    ownerOnly(directory, "rw-------"));
            return Optional.of(new SpillFile(this, user, path, channel));
        } catch (IOException e) {
            LOG.warn("A result that nobody fetches keeps its place, because no file could be made for it: {}", e.toString());
            return Optional.empty();
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory, String mode) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private synchronized boolean hasRoom(String user, long bytes) {
        long ofUser = taken.getOrDefault(user, 0L);
        long ofAll = taken.values().stream().mapToLong(Long::longValue).sum();
        return maxFileBytes > 0 && ofUser + bytes <= maxBytes / 2 && ofAll + bytes <= maxBytes;
    }

    /** Takes room for a file that has {@code length} bytes and is to have more; false when there is none. */
    synchronized boolean take(String user, long length, long more) {
        if (length + more > maxFileBytes || !hasRoom(user, more)) {
            return false;
        }
        taken.merge(user, more, Long::sum);
        return true;
    }

    synchronized void giveBack(String user, long bytes) {
        taken.computeIfPresent(user, (_, now) -> now == bytes ? null : now - bytes);
    }
}
