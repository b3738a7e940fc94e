package dev.stagedoor.storage.network;

import java.time.Duration;

/**
 * How much one HTTP client may hold open, and how long it waits.
 *
 * @param maxConnections open at once, to all stores together
 * @param connect for a connection to be made, TLS included
 * @param read for the next byte of an answer
 * @param acquire for a connection to become free
 */
public record HttpLimits(int maxConnections, Duration connect, Duration read, Duration acquire) {
    public static final int MAX_CONNECTIONS = 256;
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(10);

    /** What the server uses. */
    public static final HttpLimits DEFAULT = new HttpLimits(MAX_CONNECTIONS, CONNECT_TIMEOUT, READ_TIMEOUT, ACQUIRE_TIMEOUT);
}
