package dev.stagedoor.server.http;

import java.time.Duration;

/**
 * How slow a client may be while a body is on its way, so that one which trickles bytes cannot hold a connection for ever. Only time spent
 * waiting for the client counts.
 *
 * @param minimumBytesPerSecond 0 for no minimum
 * @param window how long the rate may be lower before the client is cut off
 */
public record Pace(long minimumBytesPerSecond, Duration window) {
    public Pace {
        if (minimumBytesPerSecond < 0 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("a pace needs a rate of at least 0 and a window longer than 0");
        }
    }

    /** How many bytes a whole window must bring. */
    double bytesPerWindow() {
        return minimumBytesPerSecond * (window.toNanos() / 1e9);
    }

    /** How long the client may take to receive {@code bytes}; 0 for ever. */
    long nanosFor(long bytes) {
        return minimumBytesPerSecond == 0 ? 0 : window.toNanos() + (long) (bytes * 1e9 / minimumBytesPerSecond);
    }
}
