package dev.stagedoor.query.format;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Steps of reading a file with a library. What a library says of a damaged file is many things, and may quote the file. */
final class ReadSteps {
    static final String DAMAGED = "it is damaged, or cut short";

    private ReadSteps() {}

    /** A step of reading. */
    @FunctionalInterface
    interface Step<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /** What a failure means. */
    @FunctionalInterface
    interface Reasons {
        /** @return a sentence about the file, without its content */
        String of(Exception failure);
    }

    /** @throws UnreadableFileException for all that a library throws but the lack of memory */
    static <T extends @Nullable Object> T guarded(Step<T> step, Reasons reasons) {
        try {
            return step.run();
        } catch (UnreadableFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw known(e, reasons);
        } catch (StackOverflowError e) {
            throw new UnreadableFileException("its values are nested too deeply", e);
        }
    }

    /** A library may wrap what it was told by a part of ours. */
    private static UnreadableFileException known(Exception failure, Reasons reasons) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableFileException known) {
                return known;
            }
        }
        return new UnreadableFileException(reasons.of(failure), failure);
    }
}
