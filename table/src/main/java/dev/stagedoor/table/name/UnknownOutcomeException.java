package dev.stagedoor.table.name;

/** A change may have been made or not, and nobody can tell now. */
public final class UnknownOutcomeException extends RuntimeException {
    UnknownOutcomeException(Throwable cause) {
        super(cause);
    }
}
