package dev.stagedoor.query.format;

import java.util.OptionalLong;

/** A file is damaged, is not of its format, or passes a limit. The message says what is wrong, without the file's name and content. */
public final class UnreadableFileException extends RuntimeException {
    private final OptionalLong line;

    public UnreadableFileException(String reason) {
        super(reason);
        line = OptionalLong.empty();
    }

    /** @param cause of which nothing is told: it may quote the file */
    public UnreadableFileException(String reason, Throwable cause) {
        super(reason, cause);
        line = OptionalLong.empty();
    }

    /** @param line of a text file, from 1 */
    public UnreadableFileException(long line, String reason) {
        super(reason);
        this.line = OptionalLong.of(line);
    }

    /**
     * With the place and the cause.
     *
     * @param line of a text file, from 1
     * @param cause of which nothing is told: it may quote the file
     */
    public UnreadableFileException(long line, String reason, Throwable cause) {
        super(reason, cause);
        this.line = OptionalLong.of(line);
    }

    /** What follows the name of the file in a message: {@code , line 7: it is not UTF-8}. */
    public String told() {
        return (line.isPresent() ? ", line " + line.getAsLong() : "") + ": " + getMessage();
    }
}
