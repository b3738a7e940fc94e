package dev.stagedoor.sql;

/**
 * The statement is well formed but a location or an argument in it is not: Databend answers 1006 rather than a syntax error. The message is
 * ready for the user.
 */
public final class LocationException extends RuntimeException {
    public LocationException(String message) {
        super(message, null, false, false);
    }
}
