package dev.stagedoor.server;

import dev.stagedoor.server.door.Door;
import dev.stagedoor.server.http.JsonAnswers;
import dev.stagedoor.server.http.RequestLimits;
import dev.stagedoor.server.http.UnreadBody;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Errors that Jetty answers itself: requests that are not HTTP, too long, or come while the server stops. One line of JSON, or XML at the
 * door; no page.
 */
final class ParseErrors extends ErrorHandler {
    private final Door door;
    private final RequestLimits limits;

    ParseErrors(Door door, RequestLimits limits) {
        this.door = door;
        this.limits = limits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        int status = response.getStatus();
        String path = request.getHttpURI().getPath();
        if (path != null && door.owns(path)) {
            door.refuse(request, response, callback, status, message(status));
            return true;
        }
        JsonAnswers.send(response, UnreadBody.drained(request, callback), status, JsonAnswers.error(status, message(status)));
        return true;
    }

    private String message(int status) {
        return switch (status) {
            case HttpStatus.BAD_REQUEST_400 -> "the request is not well-formed HTTP/1.1";
            case HttpStatus.URI_TOO_LONG_414 -> "the request line is too long" + allowed();
            case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 -> "the request line and headers are too long" + allowed();
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> "the server is stopping";
            default -> HttpStatus.getMessage(status);
        };
    }

    private String allowed() {
        return ": " + RequestLimits.MAX_HEADER_SETTING + " allows " + limits.maxHeaderBytes() + " bytes";
    }
}
