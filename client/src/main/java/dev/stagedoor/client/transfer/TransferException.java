package dev.stagedoor.client.transfer;

import org.jspecify.annotations.Nullable;

/** A file was not moved, or nothing can be. The message is a sentence for the user. */
public final class TransferException extends RuntimeException {
    public TransferException(String message) {
        super(message);
    }

    public TransferException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
