package dev.stagedoor.storage.disk;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import org.jspecify.annotations.Nullable;

/** A file that the server needs is there and cannot be read as what it should be. Its message is one line that names the file. */
public final class DamagedFileException extends StagedoorException {
    private final String reason;

    /**
     * @param message for whoever cannot go on without it
     * @param reason the same in a few words, to be put in brackets
     */
    public DamagedFileException(String message, String reason, @Nullable Throwable cause) {
        super(ErrorCode.INVALID_CONFIG, message, false, cause);
        this.reason = reason;
    }

    /** In a few words. */
    public String reason() {
        return reason;
    }
}
