package dev.stagedoor.server.http;

import dev.stagedoor.signing.term.AddressRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * From which address a request came. That is the other end of the connection, unless a configured proxy is there: then it is what the proxy
 * says in {@code X-Forwarded-For}, to which each proxy appends the address it was reached from. The list is read from its end, and only as
 * far as configured proxies vouch for it: whatever a client wrote there itself stands further in front.
 */
public final class ClientAddress {
    private final List<AddressRange> trustedProxies;

    public ClientAddress(List<AddressRange> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * The address of the client; an IPv4 address that came as an IPv6 one (RFC 4291, section 2.5.5.2) is IPv4. Where a proxy names none, or
     * something that is no address, it is the proxy's own.
     *
     * @throws HttpRefusal 400 when the connection is gone, and with it the address
     */
    public InetAddress of(Request request) {
        return trustedProxies.isEmpty() ? peer(request) : vouched(request).address;
    }

    /**
     * Through how many of our proxies in a row the request came, as far as they vouch for each other: 0 when the other end of the
     * connection is none. Of a list to which every proxy appends, the entry that many from the end was added by the proxy that the client
     * spoke to.
     */
    int proxies(Request request) {
        return trustedProxies.isEmpty() ? 0 : vouched(request).proxies;
    }

    private record Vouched(InetAddress address, int proxies) {}

    private Vouched vouched(Request request) {
        InetAddress address = peer(request);
        int proxies = 0;
        if (!isTrusted(address)) {
            return new Vouched(address, proxies);
        }
        proxies++;
        List<String> fields = request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR);
        for (String field : fields.reversed()) {
            int end = field.length();
            while (end >= 0) {
                int comma = field.lastIndexOf(',', end - 1);
                Optional<InetAddress> named = parse(field.substring(comma + 1, end).trim());
                if (named.isEmpty()) {
                    return new Vouched(address, proxies);
                }
                address = named.get();
                if (!isTrusted(address)) {
                    return new Vouched(address, proxies);
                }
                proxies++;
                end = comma;
            }
        }
        return new Vouched(address, proxies);
    }

    /** Whether the other end of the connection is a proxy that is configured as ours. */
    public boolean isFromTrustedProxy(Request request) {
        return !trustedProxies.isEmpty() && isTrusted(peer(request));
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    private static InetAddress peer(Request request) {
        if (request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote) {
            return remote.getAddress();
        }
        throw HttpRefusal.badRequest("the connection is gone");
    }

    /** {@code 192.0.2.1}, {@code 2001:db8::1}, and as some proxies write them, {@code 192.0.2.1:4711} and {@code [2001:db8::1]:4711}. */
    private static Optional<InetAddress> parse(String text) {
        String literal = text;
        if (text.startsWith("[")) {
            literal = text.substring(1, Math.max(1, text.lastIndexOf(']')));
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf('.') >= 0 && text.indexOf(':') > 0) {
            literal = text.substring(0, text.indexOf(':'));
        }
        return literal(literal);
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean whole = text.indexOf(':') >= 0 ? text.indexOf('%') < 0 : text.equals(address.getHostAddress());
            return whole ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
