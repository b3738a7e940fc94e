package dev.stagedoor.server.tls;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs TLS handshakes that failed: from which address, and why. Clients see only a connection that was cut, so the reason is to be found
 * here. Anybody can make a handshake fail, so at most {@link #MAX_LINES} are logged in each {@link #WINDOW}; the first line after that says
 * how many were not.
 */
public final class HandshakeLog implements SslHandshakeListener {
    /** Lines in one window. */
    static final int MAX_LINES = 10;

    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int MAX_REASON_CHARS = 200;
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeLog.class);

    private final Clock clock;
    private long windowStartMillis;
    private int failuresInWindow;

    public HandshakeLog(Clock clock) {
        this.clock = clock;
        this.windowStartMillis = clock.millis();
    }

    /** At debug level: which versions of TLS and HTTP clients come with. */
    @Override
    public void handshakeSucceeded(Event event) {
        if (LOG.isDebugEnabled()) {
            String agreed = event.getSSLEngine().getApplicationProtocol();
            LOG.debug(
                    "TLS handshake with {}: {}, {}",
                    address(event),
                    event.getSSLEngine().getSession().getProtocol(),
                    agreed == null || agreed.isEmpty() ? "no protocol named" : agreed);
        }
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        log(address(event), failure);
    }

    void log(String address, Throwable failure) {
        Optional<String> dropped = Optional.empty();
        synchronized (this) {
            long now = clock.millis();
            // A clock that was set back begins a new window as well.
            if (Math.abs(now - windowStartMillis) >= WINDOW.toMillis()) {
                dropped = failuresInWindow > MAX_LINES ? Optional.of(failuresInWindow - MAX_LINES + " more were not logged before")
                        : Optional.empty();
                windowStartMillis = now;
                failuresInWindow = 0;
            }
            if (++failuresInWindow > MAX_LINES) {
                return;
            }
        }
        LOG.warn("TLS handshake with {} failed: {}{}", address, reason(failure), dropped.map(text -> " (" + text + ")").orElse(""));
    }

    private static String address(Event event) {
        SocketAddress remote = event.getEndPoint() == null ? null : event.getEndPoint().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress internet ? internet.getAddress().getHostAddress() : "an unknown address";
    }

    /** In one line that holds no more of what the client sent than the JDK repeats in its message, and that not endlessly. */
    static String reason(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (message.toLowerCase(Locale.ROOT).contains("plaintext connection")) {
            return "the client sent plain HTTP, or something else that is not TLS";
        }
        String line = message.codePoints()
                .limit(MAX_REASON_CHARS)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < message.length() ? line + "…" : line;
    }
}
