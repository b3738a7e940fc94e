package dev.stagedoor.storage;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import org.jspecify.annotations.Nullable;

/** A store refused or failed. The kind is for whoever answers in another protocol than SQL; the code is for SQL. */
public final class StorageException extends StagedoorException {
    /** Why, and whether the same call may succeed later. */
    public enum Kind {
        NOT_FOUND(ErrorCode.STORAGE_NOT_FOUND, false),
        PERMISSION_DENIED(ErrorCode.STORAGE_PERMISSION_DENIED, false),
        /** Throttled, timed out or shutting down. */
        UNAVAILABLE(ErrorCode.STORAGE_UNAVAILABLE, true),
        UNSUPPORTED(ErrorCode.STORAGE_UNSUPPORTED, false),
        PRECONDITION_FAILED(ErrorCode.STORAGE_OTHER, false),
        /** The bytes received are not those the checksum was made of. */
        BAD_DIGEST(ErrorCode.STORAGE_OTHER, true),
        /** The body ended before its announced length, or broke off. */
        INCOMPLETE_BODY(ErrorCode.STORAGE_OTHER, true),
        ENTITY_TOO_LARGE(ErrorCode.STORAGE_OTHER, false),
        /** A part that is not the last of its upload is smaller than the store takes. */
        ENTITY_TOO_SMALL(ErrorCode.STORAGE_OTHER, false),
        /** An upload was to be completed with a part that is not there, or is another by now. */
        INVALID_PART(ErrorCode.STORAGE_OTHER, false),
        /** No byte of the wanted range exists. */
        INVALID_RANGE(ErrorCode.STORAGE_OTHER, false),
        /** The disk or quota is full; nothing was changed. */
        INSUFFICIENT_STORAGE(ErrorCode.STORAGE_OTHER, true),
        /** What is stored is not what was put: it was changed or lost on the disk. */
        DAMAGED(ErrorCode.STORAGE_OTHER, false),
        OTHER(ErrorCode.STORAGE_OTHER, false);

        private final ErrorCode code;
        private final boolean retryable;

        Kind(ErrorCode code, boolean retryable) {
            this.code = code;
            this.retryable = retryable;
        }
    }

    private final Kind kind;

    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(kind.code, message, kind.retryable, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
