package dev.stagedoor.signing.term;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    public AddressRange {
        network = network.clone();
    }

    /** A copy. */
    @Override
    public byte[] network() {
        return network.clone();
    }

    /** Reads {@code 10.0.0.0/8}, {@code 10.1.2.3}, {@code fd00::/8} or {@code ::1}; empty for anything else. */
    public static Optional<AddressRange> parse(String text) {
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

    /** Whether an address of 4 or 16 bytes is of the same kind and begins with the same bits. */
    public boolean contains(byte[] address) {
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

    /** In CIDR notation, as {@link #of} reads it. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + length;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a network has 4 or 16 bytes", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange range && range.length == length && Arrays.equals(range.network, network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + length;
    }
}
