package dev.stagedoor.query.format;

/** A file is damaged, is not of its format, or passes a limit. The message says what is wrong, without the file's name and content. */
public final class UnreadableFileException extends RuntimeException {
    public UnreadableFileException(String reason) {
        super(reason);
    }

    /** @param cause of which nothing is told: it may quote the file */
    public UnreadableFileException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
