package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A directory that downloads go to. No name that a server gives leads out of it. */
final class TargetDirectory {
    private static final List<String> FORBIDDEN = List.of("", ".", "..");
    private static final int MAX_NAME_BYTES = 255;

    private final Path root;
    private final Path realRoot;
    private final Set<Path> used = ConcurrentHashMap.newKeySet();

    private TargetDirectory(Path root, Path realRoot) {
        this.root = root;
        this.realRoot = realRoot;
    }

    /** Makes the directory when it is not there. */
    static TargetDirectory open(Path root) throws LocalFailure {
        try {
            Files.createDirectories(root);
            return new TargetDirectory(root, root.toRealPath());
        } catch (IOException e) {
            throw LocalFailure.of("cannot make the directory " + root, e);
        }
    }

    /** Where a file goes. Its directory is there afterwards. @param relative a path with slashes */
    Path resolve(String relative) throws LocalFailure {
        List<String> segments = segments(relative);
        Path directory = root;
        for (String segment : segments.subList(0, segments.size() - 1)) {
            directory = entered(directory.resolve(segment));
        }
        used.add(directory);
        Path file = directory.resolve(segments.getLast());
        if (Files.isDirectory(file)) {
            throw new LocalFailure("cannot write " + file + ": it is a directory");
        }
        return file;
    }

    /** Makes the names durable that files have got. */
    void force() throws LocalFailure {
        for (Path directory : used) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                throw LocalFailure.of("cannot write the directory " + directory, e);
            }
        }
    }

    private static List<String> segments(String relative) throws LocalFailure {
        List<String> segments = List.of(relative.split("/", -1));
        for (String segment : segments) {
            boolean tooLong = segment.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES;
            if (FORBIDDEN.contains(segment) || tooLong || segment.endsWith(PartialFile.SUFFIX) || !isName(segment)) {
                throw new LocalFailure("the name '" + relative + "' cannot be that of a file in the target directory");
            }
        }
        return segments;
    }

    private static boolean isName(String segment) {
        try {
            return Path.of(segment).getNameCount() == 1 && !Path.of(segment).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private Path entered(Path directory) throws LocalFailure {
        try {
            if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
                make(directory);
            }
            if (!directory.toRealPath().startsWith(realRoot)) {
                throw new LocalFailure("the link " + directory + " leads out of the target directory");
            }
        } catch (IOException e) {
            throw LocalFailure.of("cannot make the directory " + directory, e);
        }
        if (!Files.isDirectory(directory)) {
            throw new LocalFailure("cannot make the directory " + directory + ": a file has that name");
        }
        return directory;
    }

    private static void make(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // Another file of the same directory came first.
            return;
        }
    }
}
