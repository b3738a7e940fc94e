package dev.stagedoor.client.transfer;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One try of a request that did not do its job. */
final class StoreFailure extends Exception {
    /** What may help. */
    enum Kind {
        /** The same request again, later. */
        PASSING,
        /** The same request again, later, and fewer at a time. */
        BUSY,
        /** The same request with a URL that is signed anew. */
        URL_REFUSED,
        /** Nothing: what was asked for is only to be done when the file is another, or is not there. */
        CONDITION,
        /** Nothing. */
        FINAL
    }

    private final Kind kind;
    private final Optional<Duration> pause;

    StoreFailure(Kind kind, String message) {
        this(kind, message, Optional.empty(), null);
    }

    /** @param pause before the next try, as the store asks for it */
    StoreFailure(Kind kind, String message, Optional<Duration> pause, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.pause = pause;
    }

    Kind kind() {
        return kind;
    }

    Optional<Duration> pause() {
        return pause;
    }

    boolean mayPass() {
        return kind == Kind.PASSING || kind == Kind.BUSY;
    }
}
