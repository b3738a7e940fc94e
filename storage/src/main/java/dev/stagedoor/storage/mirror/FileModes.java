package dev.stagedoor.storage.mirror;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** What the mirror makes is its owner's alone, where the file system knows modes. */
final class FileModes {
    static final String DIRECTORY = "rwx------";
    static final String FILE = "rw-------";

    private FileModes() {}

    static FileAttribute<?>[] of(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
