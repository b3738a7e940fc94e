package dev.stagedoor.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked; the message is the one line the user reads. */
public final class CommandFailure extends RuntimeException {
    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
