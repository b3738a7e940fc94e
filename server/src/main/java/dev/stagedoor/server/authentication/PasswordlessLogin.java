package dev.stagedoor.server.authentication;

import dev.stagedoor.server.authentication.Authenticator.Reach;
import dev.stagedoor.server.http.HostHeader;
import dev.stagedoor.server.http.HttpRefusal;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/** Sees to it that a user without a password is served to this machine alone. Whatever says that the client may be elsewhere ends it. */
final class PasswordlessLogin {
    /** What proxies add to the requests of others (RFC 7239, RFC 9110, and custom). A client on this machine sends none of them. */
    private static final Set<String> OF_PROXIES = Set.of(
            "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-forwarded-server",
            "x-real-ip",
            "x-client-ip", "cf-connecting-ip", "true-client-ip");

    private final Reach reach;

    PasswordlessLogin(Reach reach) {
        this.reach = reach;
    }

    /**
     * Passes when the request comes from this machine.
     *
     * @throws HttpRefusal 401 with code 5100 and a sentence that says what to do
     */
    void require(Request request) {
        if (!reach.thisMachineAlone() || !reach.origins().clientAddress(request).isLoopbackAddress()) {
            throw Credentials.refused("a user without a password is served to clients on the server's own machine only; set a password");
        }
        if (cameThroughProxy(request)) {
            throw Credentials.refused("a user without a password is not served through a proxy; set a password, and name the proxy in"
                    + " server.trusted_proxies");
        }
        requireOwnName(request);
    }

    private static boolean cameThroughProxy(Request request) {
        for (HttpField header : request.getHeaders()) {
            if (OF_PROXIES.contains(header.getLowerCaseName())) {
                return true;
            }
        }
        return false;
    }

    /**
     * A web page can have its own name resolve to 127.0.0.1 and then speak to a server on loopback as its own origin; where no password
     * stands in its way, the name it must use does.
     */
    private void requireOwnName(Request request) {
        if (!HostHeader.isLocalhostOrAddress(reach.origins().host(request))) {
            throw Credentials.refused("a user without a password is served at localhost or an IP address only, not under the name in the"
                    + " Host header; set a password");
        }
    }
}
