package dev.stagedoor.server.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers requests of one path. Runs on a virtual thread of the request's own and may block. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers, and completes {@code callback} exactly once; or throws before anything was written, and whoever called answers with the
     * error and completes it.
     *
     * @throws HttpRefusal to answer with a status and a JSON error
     */
    void handle(Request request, Response response, Callback callback) throws Exception;
}
