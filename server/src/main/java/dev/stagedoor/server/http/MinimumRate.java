package dev.stagedoor.server.http;

import java.time.Duration;

/**
 * How slow a client may be while a body is on its way, so that one which trickles bytes cannot hold a connection for ever. Only time spent
 * waiting for the client counts.
 *
 * @param bytesPerSecond 0 for no minimum
 * @param window how long the rate may be lower before the client is cut off
 */
public record MinimumRate(long bytesPerSecond, Duration window) {
    public MinimumRate {
        if (bytesPerSecond < 0 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("a minimum rate needs a rate of at least 0 and a window longer than 0");
        }
    }

    /** How many bytes a whole window must bring. */
    double bytesPerWindow() {
        return bytesPerSecond * (window.toNanos() / 1e9);
    }

    /** How long the client may take to receive {@code bytes}; 0 for ever. */
    long nanosFor(long bytes) {
        return bytesPerSecond == 0 ? 0 : window.toNanos() + (long) (bytes * 1e9 / bytesPerSecond);
    }
}
