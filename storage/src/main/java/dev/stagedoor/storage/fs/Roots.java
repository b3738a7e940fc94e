package dev.stagedoor.storage.fs;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The directories that may be used, and what keys mean in them. Decides by text alone, but for its construction. */
final class Roots {
    /** The longest name of every usual file system, in bytes. */
    static final int MAX_NAME_BYTES = 255;

    /** What names of files being written begin with: neither listed nor opened by a key. */
    static final String RESERVED = ".stagedoor-upload-";

    /**
     * One of them.
     *
     * @param prefix what its keys begin with: the path as it was configured, without the leading {@code /} and with one at the end
     * @param real without symbolic links
     */
    private record Root(String prefix, Path real) {}

    private final List<Root> roots;
    private final List<Path> excluded;

    /** @throws StagedoorException {@code INVALID_CONFIG} when one is not absolute or no directory */
    Roots(List<Path> configured, List<Path> excluded) {
        this.roots = configured.stream()
                .map(Roots::root)
                .sorted(Comparator.comparingInt((Root root) -> root.prefix.length()).reversed())
                .toList();
        this.excluded = excluded.stream().map(Roots::real).toList();
    }

    private static Root root(Path configured) {
        Path normal = configured.normalize();
        if (!configured.isAbsolute() || !Files.isDirectory(configured)) {
            throw new StagedoorException(
                    ErrorCode.INVALID_CONFIG, "storage.fs_roots names '" + configured + "', which is no absolute path of a directory");
        }
        String text = normal.toString().substring(normal.getRoot().toString().length());
        return new Root(text.isEmpty() ? "" : text + "/", real(configured));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new StagedoorException(ErrorCode.INVALID_CONFIG, "the directory " + path + " cannot be reached: " + e.getMessage(), e);
        }
    }

    /**
     * What a key names.
     *
     * @throws StagedoorException 1006 when it lies in none of the directories
     * @throws StorageException {@code UNSUPPORTED} when no file can have that name
     */
    FsPath file(ObjectKey key) {
        return path(key.value());
    }

    /**
     * The directory that every key with this beginning lies in: what stands before the last {@code /}.
     *
     * @return with an empty name
     * @throws StagedoorException 1006 when not every such key lies in one of the directories
     */
    FsPath directory(String prefix) {
        return path(prefix.substring(0, prefix.lastIndexOf('/') + 1));
    }

    private FsPath path(String key) {
        Root root = roots.stream()
                .filter(candidate -> key.startsWith(candidate.prefix))
                .findFirst()
                .orElseThrow(() -> outside(key));
        String[] segments = key.substring(root.prefix.length()).split("/", -1);
        var directories = new ArrayList<Path>();
        for (int i = 0; i < segments.length - 1; i++) {
            directories.add(name(segments[i]));
        }
        var path = new FsPath(root.real, directories, name(segments[segments.length - 1]));
        if (isExcluded(path.directory().resolve(path.name()))) {
            throw outside(key);
        }
        return path;
    }

    /** Whether a path belongs to a directory that is excluded. */
    boolean isExcluded(Path path) {
        return excluded.stream().anyMatch(path::startsWith);
    }

    private static Path name(String segment) {
        if (segment.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new StorageException(Kind.UNSUPPORTED, "a name between two '/' may have at most " + MAX_NAME_BYTES
                    + " bytes in a file system");
        }
        if (segment.startsWith(RESERVED)) {
            throw new StorageException(Kind.UNSUPPORTED, "names that begin with '" + RESERVED + "' are those of files being written");
        }
        Path name;
        try {
            name = Path.of(segment);
        } catch (InvalidPathException e) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    "the file system cannot hold this name; where it is not ASCII, the server must run in a UTF-8 locale (LC_ALL=C.UTF-8)",
                    e);
        }
        // Another system may see separators or a drive in it.
        if (name.isAbsolute() || name.getNameCount() != 1 || !name.toString().equals(segment)) {
            throw new StorageException(Kind.UNSUPPORTED, "the file system cannot hold this name");
        }
        return name;
    }

    private StagedoorException outside(String key) {
        return new StagedoorException(
                ErrorCode.BAD_ARGUMENTS,
                roots.isEmpty()
                        ? "this server allows no fs stages: its setting storage.fs_roots names the directories they may lie over"
                        : "'/" + shown(key) + "' lies in none of the directories that the server's setting storage.fs_roots allows");
    }

    private static String shown(String key) {
        String start = key.length() <= 80 ? key : key.substring(0, 80) + "…";
        return start.codePoints()
                .map(c -> Character.isISOControl(c) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
