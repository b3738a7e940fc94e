package dev.stagedoor.client;

import org.jspecify.annotations.Nullable;

/** A statement did not run to its end. */
public abstract sealed class ClientException extends RuntimeException {
    private ClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The server answered with an error. The message is the server's, lines and all. */
    public static final class ServerError extends ClientException {
        private final int code;

        public ServerError(int code, String message) {
            super(message, null);
            this.code = code;
        }

        /** Databend's number of the error. */
        public int code() {
            return code;
        }
    }

    /** The server could not be reached, or what answered does not speak the protocol. */
    public static final class Unreachable extends ClientException {
        public Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The user cancelled the statement. */
    public static final class Cancelled extends ClientException {
        public Cancelled() {
            super("cancelled", null);
        }
    }
}
