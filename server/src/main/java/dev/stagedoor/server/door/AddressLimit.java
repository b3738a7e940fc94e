package dev.stagedoor.server.door;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many requests of one client address are under way, so that no client alone takes every connection and every disk queue. An IPv6 client
 * usually has all of a /64 network to choose addresses from (RFC 4291, section 2.5.4), so those count as one.
 */
final class AddressLimit {
    /** What a client that sent too much at once is told to wait. */
    static final int RETRY_AFTER_SECONDS = 1;

    private static final int IPV4_BYTES = 4;

    private final int max;
    private final ConcurrentHashMap<Long, Integer> underWay = new ConcurrentHashMap<>();

    AddressLimit(int max) {
        this.max = max;
    }

    /** A request under way, until it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws S3Error {@code SlowDown} with status 429 when the address has as many as it may */
    Place enter(InetAddress client) {
        Long network = network(client.getAddress());
        int now = underWay.merge(network, 1, Integer::sum);
        if (now > max) {
            leave(network);
            throw new S3Error(
                    429,
                    "SlowDown",
                    "Please reduce your request rate: " + max + " requests of one address may be under way at once.");
        }
        return () -> leave(network);
    }

    private void leave(Long network) {
        underWay.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    }

    /** The first 8 bytes of an IPv6 address; an IPv4 address in a range that no IPv6 client has (::/64). */
    private static Long network(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        return address.length == IPV4_BYTES ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    }

    /** Networks with a request under way. */
    int networks() {
        return underWay.size();
    }
}
