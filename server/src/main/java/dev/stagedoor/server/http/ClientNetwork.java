package dev.stagedoor.server.http;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * By what one client is counted: an IPv4 address, or the first 64 bits of an IPv6 one, since a client usually has the whole network behind
 * them to choose from (RFC 4291, section 2.5.4).
 *
 * @param prefix of IPv4 in a range that no IPv6 client has (::/64)
 */
public record ClientNetwork(long prefix) {
    private static final int IPV4_BYTES = 4;

    public static ClientNetwork of(InetAddress client) {
        byte[] address = client.getAddress();
        ByteBuffer bytes = ByteBuffer.wrap(address);
        return new ClientNetwork(address.length == IPV4_BYTES ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong());
    }
}
