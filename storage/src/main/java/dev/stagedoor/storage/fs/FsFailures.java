package dev.stagedoor.storage.fs;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Turns what the file system reports into what the contract knows. */
final class FsFailures {
    private FsFailures() {}

    static StorageException of(IOException cause) {
        String text = cause instanceof FileSystemException failed ? String.valueOf(failed.getReason()) : String.valueOf(cause.getMessage());
        return switch (cause) {
            case AccessDeniedException _ ->
                new StorageException(Kind.PERMISSION_DENIED, "the server's user may not do that with this file or directory", cause);
            case NoSuchFileException _ -> notFound();
            case NotDirectoryException _ -> fileInTheWay();
            case FileAlreadyExistsException _ -> exists();
            default -> byReason(text, cause);
        };
    }

    /** The JDK passes on only texts for these. */
    private static StorageException byReason(String text, IOException cause) {
        if (text.contains("No space left") || text.contains("quota")) {
            return new StorageException(Kind.INSUFFICIENT_STORAGE, "the disk is full: free space and try again", cause);
        }
        if (text.contains("Read-only file system") || text.contains("Operation not permitted")) {
            return new StorageException(Kind.PERMISSION_DENIED, "the file system does not allow that: " + text, cause);
        }
        if (text.contains("Is a directory")) {
            return directoryInTheWay();
        }
        if (text.contains("Not a directory")) {
            return fileInTheWay();
        }
        if (text.contains("name too long")) {
            return new StorageException(Kind.UNSUPPORTED, "the file system allows no name or path of that length", cause);
        }
        return new StorageException(Kind.OTHER, "the file system failed; the server's log has the reason", cause);
    }

    static StorageException notFound() {
        return new StorageException(Kind.NOT_FOUND, "there is no file with this path");
    }

    static StorageException exists() {
        return new StorageException(Kind.PRECONDITION_FAILED, "a file with this path exists already");
    }

    static StorageException fileInTheWay() {
        return new StorageException(
                Kind.UNSUPPORTED, "a part of the path before the last '/' is a file or a symbolic link, and no directory");
    }

    static StorageException directoryInTheWay() {
        return new StorageException(Kind.UNSUPPORTED, "there is a directory with this path: a file cannot stand beside it");
    }

    static StorageException notAFile(Path name) {
        return new StorageException(
                Kind.PERMISSION_DENIED, "'" + name + "' is a symbolic link or a special file, which are neither followed nor replaced");
    }
}
