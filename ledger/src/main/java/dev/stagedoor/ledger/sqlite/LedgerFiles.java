package dev.stagedoor.ledger.sqlite;

import dev.stagedoor.storage.disk.CommitCounter;
import dev.stagedoor.storage.disk.Directories;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The ledger's directory and files, which their owner alone may read. */
record LedgerFiles(Path database, Path journal, Path commits) {
    /** Where they belong. */
    static LedgerFiles at(Path directory) {
        return new LedgerFiles(directory.resolve("ledger.db"), directory.resolve("journal"), directory.resolve("commits"));
    }

    /** Makes what is missing. SQLite gives its log and index the permissions of the database, for which an empty file is an empty one. */
    static LedgerFiles in(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, mode(directory, "rwx------"));
        }
        LedgerFiles files = at(directory);
        create(files.database());
        create(files.journal());
        create(files.commits());
        Directories.force(directory);
        return files;
    }

    /** How many acknowledged changes the database lacks is told by this. */
    CommitCounter counter() {
        return new CommitCounter(database, commits, "journal");
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file, mode(file, "rw-------"));
        } catch (FileAlreadyExistsException _) {
            // Of an earlier run.
        }
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }
}
