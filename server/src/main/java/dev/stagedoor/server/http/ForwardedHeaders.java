package dev.stagedoor.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * What our proxies say of how the client reached them, in {@code X-Forwarded-Host}, {@code X-Forwarded-Proto} and {@code X-Forwarded-Port}.
 * Each may be a list, over one or more header lines: proxies in a row append, and a client may have begun the list.
 *
 * <p>The scheme and the port are those of the first entry, which the proxy nearest the client wrote, unless the client wrote it itself;
 * then it misleads itself alone, about the URLs it is given. The host is compared with a signature and decides more, so it is the entry of
 * the outermost proxy that is ours, counted as in {@code X-Forwarded-For}.
 *
 * <p>{@code Forwarded} (RFC 7239) is not read: nginx, HAProxy and Apache httpd pass on what a client wrote there unless they are told
 * otherwise.
 */
final class ForwardedHeaders {
    private ForwardedHeaders() {}

    /** @param proxies how many of ours the request came through, at least 1 */
    static Optional<String> host(Request request, int proxies) {
        List<String> hosts = values(request, HttpHeader.X_FORWARDED_HOST);
        return hosts.isEmpty() ? Optional.empty() : Optional.of(hosts.get(Math.max(0, hosts.size() - proxies)));
    }

    /**
     * {@code http} or {@code https}.
     *
     * @throws HttpRefusal 400 when it is neither
     */
    static Optional<String> scheme(Request request) {
        return first(request, HttpHeader.X_FORWARDED_PROTO).map(scheme -> {
            if (scheme.equalsIgnoreCase("http")) {
                return "http";
            }
            if (scheme.equalsIgnoreCase("https")) {
                return "https";
            }
            throw HttpRefusal.badRequest("X-Forwarded-Proto is neither http nor https");
        });
    }

    /**
     * Decimal digits.
     *
     * @throws HttpRefusal 400 when it is no port
     */
    static Optional<String> port(Request request) {
        Optional<String> port = first(request, HttpHeader.X_FORWARDED_PORT);
        if (port.isPresent() && !HostHeader.isPort(port.get())) {
            throw HttpRefusal.badRequest("X-Forwarded-Port is not a port");
        }
        return port;
    }

    private static Optional<String> first(Request request, HttpHeader header) {
        return values(request, header).stream().findFirst();
    }

    /** Without empty entries, which a list may hold (RFC 9110, section 5.6.1). */
    private static List<String> values(Request request, HttpHeader header) {
        List<String> lines = request.getHeaders().getValuesList(header);
        var values = new ArrayList<String>();
        for (String line : lines) {
            for (String value : line.split(",")) {
                if (!value.isBlank()) {
                    values.add(value.trim());
                }
            }
        }
        return values;
    }
}
