package dev.stagedoor.server;

import dev.stagedoor.server.audit.AuditOptions;
import dev.stagedoor.server.authentication.AuthenticationOptions;
import dev.stagedoor.server.http.HostHeader;
import dev.stagedoor.server.http.ListenAddress;
import dev.stagedoor.server.http.MinimumRate;
import dev.stagedoor.server.http.RequestLimits;
import dev.stagedoor.server.http.UserLimits;
import dev.stagedoor.server.protocol.ResultLimits;
import dev.stagedoor.server.tls.TlsFiles;
import dev.stagedoor.signing.term.AddressRange;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything about the server that can be set; each part has its own {@code DEFAULT}.
 *
 * @param users how much one user may take at once
 */
public record ServerOptions(
        Listen listen,
        RequestLimits requests,
        Transfers transfers,
        ResultLimits results,
        UserLimits users,
        AuthenticationOptions authentication,
        Door door,
        AuditOptions audit) {
    public static final ServerOptions DEFAULT = new ServerOptions(
            Listen.DEFAULT,
            RequestLimits.DEFAULT,
            Transfers.DEFAULT,
            ResultLimits.DEFAULT,
            UserLimits.DEFAULT,
            AuthenticationOptions.DEFAULT,
            Door.DEFAULT,
            AuditOptions.OFF);

    /**
     * Where the server listens and how clients reach it.
     *
     * @param port 0 for any free one
     * @param publicUrl scheme and authority that presigned URLs begin with; without it, the host the client named
     * @param trustedProxies whose {@code X-Forwarded-Host}, {@code X-Forwarded-Proto}, {@code X-Forwarded-Port} and {@code X-Forwarded-For}
     *     count
     * @param maxConnections open at once; further ones wait to be accepted
     * @param tls with which the port speaks HTTPS, and nothing else; HTTP without
     */
    public record Listen(
            ListenAddress address,
            int port,
            Optional<URI> publicUrl,
            List<AddressRange> trustedProxies,
            int maxConnections,
            Optional<TlsFiles> tls) {
        public static final Listen DEFAULT = new Listen(ListenAddress.LOOPBACK, 8000, Optional.empty(), List.of(), 4096);

        /**
         * What says that clients on other machines reach the server, so that no user may be without a password; empty when nothing does.
         * Names the setting.
         */
        public Optional<String> opening() {
            if (!address.isLoopback()) {
                return Optional.of("server.bind is '" + address.text() + "'");
            }
            if (publicUrl.isPresent() && !HostHeader.isLoopback(publicUrl.get().getRawAuthority())) {
                return Optional.of("server.public_url is '" + publicUrl.get() + "'");
            }
            return trustedProxies.isEmpty() ? Optional.empty() : Optional.of("server.trusted_proxies names a proxy");
        }

        public Listen {
            trustedProxies = List.copyOf(trustedProxies);
        }

        /** HTTP without TLS. */
        public Listen(
                ListenAddress address, int port, Optional<URI> publicUrl, List<AddressRange> trustedProxies, int maxConnections) {
            this(address, port, publicUrl, trustedProxies, maxConnections, Optional.empty());
        }
    }

    /**
     * How slow a client may be.
     *
     * @param idleTimeout without a byte in either direction
     * @param minimumRate the least rate while a body is on its way
     */
    public record Transfers(Duration idleTimeout, MinimumRate minimumRate) {
        public static final Transfers DEFAULT = new Transfers(Duration.ofSeconds(60), new MinimumRate(1024, Duration.ofSeconds(30)));
    }

    /**
     * The door to the internal store.
     *
     * @param corsOrigins web origins whose pages may use presigned URLs, or {@code *} for all; empty for none. All is safe: a presigned URL
     *     is the only authority there is at the door, and no cookie or password goes with it
     * @param maxRequestsPerAddress under way at once from one client address; a load balancer that is no configured proxy counts as one
     *     client
     */
    public record Door(List<String> corsOrigins, int maxRequestsPerAddress) {
        public static final Door DEFAULT = new Door(List.of("*"), 256);

        public Door {
            corsOrigins = List.copyOf(corsOrigins);
        }
    }
}
