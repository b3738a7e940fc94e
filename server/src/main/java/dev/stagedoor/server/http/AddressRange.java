package dev.stagedoor.server.http;

import java.net.InetAddress;

/**
 * A network, as {@code 10.0.0.0/8}, or a single address.
 *
 * @param network the first address
 * @param prefixBits how many leading bits an address must share with it
 */
public record AddressRange(InetAddress network, int prefixBits) {
    public AddressRange {
        int bits = network.getAddress().length * 8;
        if (prefixBits < 0 || prefixBits > bits) {
            throw new IllegalArgumentException("a prefix length is between 0 and " + bits + ", not " + prefixBits);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user; names are not looked up */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            InetAddress network = InetAddress.ofLiteral(address);
            int bits = network.getAddress().length * 8;
            return new AddressRange(network, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an IP address or a network such as 10.0.0.0/8 or fd00::/8", e);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] theirs = address.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        int mask = 0xFF << 8 - rest & 0xFF;
        return rest == 0 || (mine[whole] & mask) == (theirs[whole] & mask);
    }
}
