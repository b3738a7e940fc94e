package dev.stagedoor.errors;

import org.jspecify.annotations.Nullable;

/**
 * An error meant for the user: a code, and a sentence that tells them what to do next. The message never holds a secret, a signature or
 * file content.
 */
public class StagedoorException extends RuntimeException {
    private final ErrorCode code;
    private final boolean retryable;

    /** An error that trying again does not cure. */
    public StagedoorException(ErrorCode code, String message) {
        this(code, message, false, null);
    }

    /** An error that trying again does not cure, and what caused it. */
    public StagedoorException(ErrorCode code, String message, Throwable cause) {
        this(code, message, false, cause);
    }

    /**
     * @param retryable whether the same request may succeed later without the user changing anything
     * @param cause what was caught, or null
     */
    public StagedoorException(ErrorCode code, String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryable = retryable;
    }

    public ErrorCode code() {
        return code;
    }

    /** Whether the same request may succeed later without the user changing anything. */
    public boolean retryable() {
        return retryable;
    }
}
