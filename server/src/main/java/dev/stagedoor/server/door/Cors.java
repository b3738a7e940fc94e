package dev.stagedoor.server.door;

import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may use presigned URLs from a browser (Fetch standard, "CORS protocol"). No answer allows credentials: there are none
 * besides the URL.
 */
final class Cors {
    static final String METHODS = "GET, HEAD, PUT, OPTIONS";

    private static final String ALL = "*";
    private static final String EXPOSED =
            "ETag, Accept-Ranges, Content-Range, Content-Length, Content-Encoding, Content-Disposition, Last-Modified, Retry-After,"
                    + " x-amz-request-id";
    private static final int MAX_REQUESTED_HEADERS_CHARS = 1024;

    private final List<String> origins;

    Cors(List<String> origins) {
        this.origins = List.copyOf(origins);
    }

    /** Lets the page that sent the request read the answer, errors included. */
    void allow(Request request, Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        if (!origins.contains(ALL)) {
            // Also where nothing is allowed: a cache must not give one page the answer to another (Fetch standard, "CORS protocol and HTTP
            // caches").
            headers.put(HttpHeader.VARY, "Origin");
        }
        String allowed = allowedOrigin(request);
        if (allowed == null) {
            return;
        }
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        headers.put(HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }

    /**
     * Answers whether a page may send what it asks to send: any header by name, those that a URL binds ({@code If-None-Match},
     * {@code x-amz-checksum-sha256}, {@code Content-Type}) among them. {@code Content-Length} no page can set, and every browser sends.
     */
    void preflight(Request request, Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.ALLOW, METHODS);
        if (allowedOrigin(request) == null) {
            return;
        }
        allow(request, response);
        headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.put(HttpHeader.ACCESS_CONTROL_MAX_AGE, "3600");
        String requested = request.getHeaders().get(HttpHeader.ACCESS_CONTROL_REQUEST_HEADERS);
        if (requested != null && isNameList(requested)) {
            headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS, requested);
        }
    }

    private @Nullable String allowedOrigin(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin == null) {
            return null;
        }
        return origins.contains(ALL) ? ALL : origins.contains(origin) ? origin : null;
    }

    private static boolean isNameList(String names) {
        return names.length() <= MAX_REQUESTED_HEADERS_CHARS
                && names.chars()
                .allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_, ".indexOf(c) >= 0);
    }
}
