package dev.stagedoor.server.http;

import dev.stagedoor.storage.AddressRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * By which address a client reached us: what presigned URLs must begin with, and what they were signed for. That is the configured public
 * URL, else the host the client named. {@code X-Forwarded-Host} and {@code X-Forwarded-Proto} count only from configured proxies, and of several
 * values only the last, which is the one the proxy itself added.
 */
public final class Origins {
    private record Resolved(String scheme, String host, URI origin) {}

    private final Optional<URI> publicUrl;
    private final ClientAddress clients;
    /** Nearly always the next request names the same host as the last. */
    private volatile @Nullable Resolved last;

    public Origins(Optional<URI> publicUrl, List<AddressRange> trustedProxies) {
        this.publicUrl = publicUrl;
        this.clients = new ClientAddress(trustedProxies);
    }

    /**
     * Scheme and authority for URLs given to this client.
     *
     * @throws HttpRefusal 400 when the host it names is not {@code host} or {@code host:port}
     */
    public URI origin(Request request) {
        if (publicUrl.isPresent()) {
            return publicUrl.get();
        }
        String host = host(request);
        String scheme = scheme(request);
        Resolved known = last;
        if (known != null && known.host.equals(host) && known.scheme.equals(scheme)) {
            return known.origin;
        }
        if (!HostHeader.isValid(host)) {
            throw HttpRefusal.badRequest("the Host header is not a host, or host:port, that a URL can be made of");
        }
        var resolved = new Resolved(scheme, host, URI.create(scheme + "://" + host));
        last = resolved;
        return resolved.origin;
    }

    /** The host by which the client reached us, as it was written; the address of the socket when it named none (HTTP/1.0). */
    public String host(Request request) {
        if (clients.isFromTrustedProxy(request)) {
            String forwarded = lastValue(request, HttpHeader.X_FORWARDED_HOST);
            if (forwarded != null) {
                return forwarded;
            }
        }
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (host == null && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            // The :authority of RFC 9113, section 8.3.1.
            host = request.getHttpURI().getAuthority();
        }
        return host == null || host.isEmpty() ? localAddress(request) : host;
    }

    /** Whether a proxy stands in between that is configured as ours. */
    public boolean isFromTrustedProxy(Request request) {
        return clients.isFromTrustedProxy(request);
    }

    /**
     * From which address the request came, behind our proxies: {@link ClientAddress#of}.
     *
     * @throws HttpRefusal 400 when the connection is gone
     */
    public InetAddress clientAddress(Request request) {
        return clients.of(request);
    }

    private String scheme(Request request) {
        String spoken = request.getConnectionMetaData().isSecure() ? "https" : "http";
        if (!clients.isFromTrustedProxy(request)) {
            return spoken;
        }
        String forwarded = lastValue(request, HttpHeader.X_FORWARDED_PROTO);
        if (forwarded == null) {
            return spoken;
        }
        if (forwarded.equalsIgnoreCase("http")) {
            return "http";
        }
        if (forwarded.equalsIgnoreCase("https")) {
            return "https";
        }
        throw HttpRefusal.badRequest("X-Forwarded-Proto is neither http nor https");
    }

    private static @Nullable String lastValue(Request request, HttpHeader header) {
        List<String> values = request.getHeaders().getValuesList(header);
        if (values.isEmpty()) {
            return null;
        }
        String last = values.getLast();
        return last.substring(last.lastIndexOf(',') + 1).trim();
    }

    private static String localAddress(Request request) {
        if (request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress local) {
            String address = local.getAddress().getHostAddress();
            return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + local.getPort();
        }
        throw HttpRefusal.badRequest("the request has no Host header");
    }
}
