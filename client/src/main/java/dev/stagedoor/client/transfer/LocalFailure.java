package dev.stagedoor.client.transfer;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A file of this machine cannot be read or written; no store can help. */
final class LocalFailure extends IOException {
    private LocalFailure(String message, Throwable cause) {
        super(message, cause);
    }

    LocalFailure(String message) {
        super(message);
    }

    /** @param what cannot be done; the cause follows */
    static LocalFailure of(String what, IOException cause) {
        return cause instanceof LocalFailure known ? known : new LocalFailure(what + ": " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "there is no such file or directory";
            case FileAlreadyExistsException _ -> "it is there already";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(cause.getMessage());
        };
    }
}
