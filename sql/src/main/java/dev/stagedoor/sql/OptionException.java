package dev.stagedoor.sql;

/**
 * The statement is well formed but an option in it cannot have its value, or two options do not fit: Databend answers 2004 rather than a
 * syntax error. The message is ready for the user.
 */
public final class OptionException extends RuntimeException {
    public OptionException(String message) {
        super(message, null, false, false);
    }
}
