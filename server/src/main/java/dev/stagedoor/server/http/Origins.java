package dev.stagedoor.server.http;

import dev.stagedoor.signing.term.AddressRange;
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
 * URL, else the host the client named. What {@link ForwardedHeaders} say counts only from configured proxies.
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

    /**
     * The host by which the client reached us, as it was written; the address of the socket when it named none (HTTP/1.0). A proxy of ours
     * may have taken the port off the host and say it in {@code X-Forwarded-Port}: then it is put on again, unless it is the scheme's own.
     *
     * @throws HttpRefusal 400 when a proxy of ours names a scheme or a port that is none
     */
    public String host(Request request) {
        int proxies = clients.proxies(request);
        return proxies == 0 ? namedHost(request) : forwardedHost(request, proxies);
    }

    private String forwardedHost(Request request, int proxies) {
        String host = ForwardedHeaders.host(request, proxies).orElseGet(() -> namedHost(request));
        if (HostHeader.hasPort(host)) {
            return host;
        }
        Optional<String> port = ForwardedHeaders.port(request);
        return port.isEmpty() || port.get().equals(defaultPort(scheme(request))) ? host : host + ":" + port.get();
    }

    private static String defaultPort(String scheme) {
        return scheme.equals("https") ? "443" : "80";
    }

    private static String namedHost(Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (host == null && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            // The :authority of RFC 9113, section 8.3.1.
            host = request.getHttpURI().getAuthority();
        }
        return host == null || host.isEmpty() ? localAddress(request) : host;
    }

    /**
     * The host in the URLs that this server gives, where that is configured and not what {@link #host} says: a proxy may put a host of its
     * own in the place of the client's, and then a signature over the client's host is right although it does not seem so.
     */
    public Optional<String> publicHost(Request request) {
        return publicUrl.map(URI::getRawAuthority).filter(host -> !host.equals(host(request)));
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
        return clients.isFromTrustedProxy(request) ? ForwardedHeaders.scheme(request).orElse(spoken) : spoken;
    }

    private static String localAddress(Request request) {
        if (request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress local) {
            String address = local.getAddress().getHostAddress();
            return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + local.getPort();
        }
        throw HttpRefusal.badRequest("the request has no Host header");
    }
}
