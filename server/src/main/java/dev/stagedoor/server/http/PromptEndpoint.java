package dev.stagedoor.server.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that can answer some requests at once, on the thread that read them from the socket: a thread of its own would cost more than
 * the answer. That thread serves other connections too, so nothing may wait there, and nothing may compute for longer than some tens of
 * microseconds.
 */
public interface PromptEndpoint extends Endpoint {
    /** What is left of a request; may block. */
    @FunctionalInterface
    interface Rest {
        /** Completes the callback of the request exactly once, or throws as {@link Endpoint#handle}. */
        void run() throws Exception;
    }

    /**
     * Answers, and completes {@code callback} exactly once, or throws, as {@link #handle}; or does what it can without waiting.
     *
     * @return what is left to do; null when the request is answered
     */
    @Nullable Rest begin(Request request, Response response, Callback callback) throws Exception;
}
