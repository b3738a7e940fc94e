package dev.stagedoor.server.door;

import org.eclipse.jetty.server.Request;

/**
 * A PUT that does not announce its length, as clients send what they read from a pipe. {@code curl --retry -T -} sends such a body again
 * when the status is 408, 429, 500, 502, 503 or 504, but its pipe is read: it sends an empty body, and is content with 200. So such a PUT
 * is refused with another status, which ends the client with an error; the code in the body stays, by which SDKs decide whether to try
 * again.
 */
final class PipedUpload {
    private PipedUpload() {}

    /** The error to answer with. */
    static S3Error answer(Request request, S3Error error) {
        if (!isPiped(request)) {
            return error;
        }
        return switch (error.status()) {
            // The status that S3 has for RequestTimeout.
            case 408 -> error.withStatus(400);
            case 429, 500, 502, 503, 504 -> error.withStatus(409);
            default -> error;
        };
    }

    private static boolean isPiped(Request request) {
        return request.getMethod().equals("PUT") && request.getLength() < 0;
    }
}
