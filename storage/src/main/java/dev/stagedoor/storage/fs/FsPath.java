package dev.stagedoor.storage.fs;

import java.nio.file.Path;
import java.util.List;

/**
 * A key, found below a root.
 *
 * @param root real path: no part of it is a symbolic link
 * @param directories below it, each one name
 * @param name of the file, one name
 */
record FsPath(Path root, List<Path> directories, Path name) {
    FsPath {
        directories = List.copyOf(directories);
    }

    /** Where the file's directory is, if nobody puts a link in the way: for what the JDK can do by path only. */
    Path directory() {
        Path directory = root;
        for (Path next : directories) {
            directory = directory.resolve(next);
        }
        return directory;
    }
}
