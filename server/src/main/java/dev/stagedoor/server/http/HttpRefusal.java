package dev.stagedoor.server.http;

import dev.stagedoor.errors.ErrorCode;

/**
 * A request that is answered with a status other than 200 and a JSON error. The message is for the client and never holds a secret.
 */
public final class HttpRefusal extends RuntimeException {
    private final int status;
    private final int code;

    /**
     * @param status the HTTP status
     * @param code the number in {@code error.code}: Databend's own for authentication, otherwise the status again (protocol, section 2)
     */
    public HttpRefusal(int status, int code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The request itself is wrong. */
    public static HttpRefusal badRequest(String message) {
        return new HttpRefusal(400, 400, message);
    }

    public static HttpRefusal notFound(String message) {
        return new HttpRefusal(404, 404, message);
    }

    /** Who asks is not known, or not shown to be who they say. */
    public static HttpRefusal unauthorized(ErrorCode code, String message) {
        return new HttpRefusal(401, code.number(), message);
    }

    /** The same request may succeed in a moment; every client waits and tries again on this status. */
    public static HttpRefusal busy(String message) {
        return new HttpRefusal(503, 503, message);
    }

    public int status() {
        return status;
    }

    public int code() {
        return code;
    }
}
