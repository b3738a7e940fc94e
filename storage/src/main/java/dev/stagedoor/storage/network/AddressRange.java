package dev.stagedoor.storage.network;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Addresses that begin with the same bits: CIDR notation, RFC 4632 and RFC 4291 section 2.3.
 *
 * @param network 4 or 16 bytes
 * @param length how many bits count
 */
public record AddressRange(byte[] network, int length) {
    /** @throws IllegalArgumentException with a sentence for the user, for text that is no range; names are not looked up */
    public static AddressRange of(String cidr) {
        return parse(cidr)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + cidr + "' is not an IP address or a network such as 10.0.0.0/8 or fd00::/8"));
    }

    /** Reads {@code 10.0.0.0/8}, {@code 10.1.2.3}, {@code fd00::/8} or {@code ::1}; empty for anything else. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            byte[] network = InetAddress.ofLiteral(address).getAddress();
            int length = slash < 0 ? network.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
            boolean canonical = address.indexOf(':') >= 0 || InetAddress.ofLiteral(address).getHostAddress().equals(address);
            return canonical && length >= 0 && length <= network.length * Byte.SIZE
                    ? Optional.of(new AddressRange(network, length))
                    : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether an address of the same kind begins with the same bits. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = length / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != network[i]) {
                return false;
            }
        }
        int rest = Byte.SIZE - length % Byte.SIZE;
        return rest == Byte.SIZE || (address[whole] & 0xff) >> rest == (network[whole] & 0xff) >> rest;
    }
}
