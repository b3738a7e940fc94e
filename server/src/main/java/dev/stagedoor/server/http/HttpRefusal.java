package dev.stagedoor.server.http;

import dev.stagedoor.errors.ErrorCode;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A request that is answered with a status other than 200 and a JSON error. The message is for the client and never holds a secret.
 */
public final class HttpRefusal extends RuntimeException {
    private final int status;
    private final int code;
    private final int recordedCode;
    private final OptionalLong retryAfterSeconds;

    /**
     * @param status the HTTP status
     * @param code the number in {@code error.code}: Databend's own for authentication and for errors of the engine, otherwise the status
     *     again
     */
    public HttpRefusal(int status, int code, String message) {
        this(status, code, code, message, OptionalLong.empty());
    }

    private HttpRefusal(int status, int code, int recordedCode, String message, OptionalLong retryAfterSeconds) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.recordedCode = recordedCode;
        this.retryAfterSeconds = retryAfterSeconds;
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

    /**
     * The client does more at once, or more often, than it may (RFC 6585, section 4).
     *
     * @param retryAfter when it may try again; in the answer rounded up to seconds, and at least one
     */
    public static HttpRefusal tooMany(String message, Duration retryAfter) {
        return new HttpRefusal(429, 429, 429, message, OptionalLong.of(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
    }

    /**
     * The request is larger than a limit.
     *
     * @param what is too large
     * @param maxBytes how large it may be
     * @param setting the name of the setting that says so
     */
    public static HttpRefusal tooLarge(String what, long maxBytes, String setting) {
        return new HttpRefusal(413, 413, what + " is longer than the " + maxBytes + " bytes that " + setting + " allows");
    }

    /** The same answer, of which the server's own records have the reason that the client must not learn. */
    public HttpRefusal recordedAs(ErrorCode reason) {
        return new HttpRefusal(status, code, reason.number(), String.valueOf(getMessage()), retryAfterSeconds);
    }

    public int status() {
        return status;
    }

    public int code() {
        return code;
    }

    /** What the log and the audit log say: the code of the answer, unless {@link #recordedAs} gave another reason. */
    public int recordedCode() {
        return recordedCode;
    }

    /** What to say in {@code Retry-After} (RFC 9110, section 10.2.3). */
    public OptionalLong retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
