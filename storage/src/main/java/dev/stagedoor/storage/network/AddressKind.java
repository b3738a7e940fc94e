package dev.stagedoor.storage.network;

import dev.stagedoor.signing.term.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an address is to a server that a user sends somewhere. The worst first: an IPv6 address that carries an IPv4 address in it is as bad
 * as the worse of the two.
 */
enum AddressKind {
    /** Where clouds hand credentials to whoever asks from inside: AWS, Google, Azure, Alibaba, Oracle. */
    METADATA("a cloud metadata address", "169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192",
            "fd00:ec2::/32", "fd20:ce::254"),
    LINK_LOCAL("a link-local address", "169.254.0.0/16", "fe80::/10"),
    UNSPECIFIED("an unspecified address", "0.0.0.0/8", "::"),
    MULTICAST("a multicast address", "224.0.0.0/4", "ff00::/8"),
    BROADCAST("a broadcast address", "255.255.255.255"),
    /** Loopback, private, shared, reserved and documentation addresses (IANA's special-purpose registries, RFC 6890). */
    NOT_PUBLIC("not a public address", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "2001:db8::/32",
            "3fff::/20"),
    PUBLIC("a public address");

    private static final AddressRange GLOBAL_UNICAST = AddressRange.of("2000::/3");
    private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");
    private static final AddressRange NAT64_LOCAL = AddressRange.of("64:ff9b:1::/48");
    private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::/16");
    private static final AddressRange TEREDO = AddressRange.of("2001::/32");
    private static final AddressRange TRANSLATED = AddressRange.of("::ffff:0:0:0/96"); // RFC 2765
    private static final AddressRange UPPER_80_ZERO = AddressRange.of("::/80");
    private static final AddressRange COMPATIBLE = AddressRange.of("::/96");
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private final String text;
    private final List<AddressRange> ranges;

    AddressKind(String text, String... ranges) {
        this.text = text;
        this.ranges = Arrays.stream(ranges).map(AddressRange::of).toList();
    }

    static AddressKind of(InetAddress address) {
        return of(address.getAddress());
    }

    /** For a sentence: "it is …". */
    String text() {
        return text;
    }

    /** Whether no policy allows it. */
    boolean isForbidden() {
        return compareTo(NOT_PUBLIC) < 0;
    }

    static AddressKind of(byte[] address) {
        AddressKind own = ofRange(address);
        return embedded(address).map(AddressKind::ofRange).reduce(own, (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }

    private static AddressKind ofRange(byte[] address) {
        for (AddressKind kind : values()) {
            if (kind.ranges.stream().anyMatch(range -> range.contains(address))) {
                return kind;
            }
        }
        boolean global = address.length == IPV4_BYTES || GLOBAL_UNICAST.contains(address) || NAT64.contains(address);
        return global ? PUBLIC : NOT_PUBLIC;
    }

    /** The IPv4 addresses that packets to an IPv6 address may end up at. */
    private static Stream<byte[]> embedded(byte[] address) {
        if (address.length != IPV6_BYTES) {
            return Stream.empty();
        }
        List<byte[]> found = new ArrayList<>();
        if (SIX_TO_FOUR.contains(address)) {
            found.add(Arrays.copyOfRange(address, 2, 2 + IPV4_BYTES)); // RFC 3056
        }
        if (NAT64_LOCAL.contains(address)) {
            found.add(new byte[] {address[6], address[7], address[9], address[10]}); // RFC 6052, section 2.2, a prefix of 48 bits
        }
        byte[] last = Arrays.copyOfRange(address, IPV6_BYTES - IPV4_BYTES, IPV6_BYTES);
        if (TEREDO.contains(address)) {
            found.add(inverted(last)); // RFC 4380, section 4
        }
        boolean loopbackOrUnspecified = COMPATIBLE.contains(address) && last[0] == 0 && last[1] == 0;
        if (!loopbackOrUnspecified && endsInIpv4(address)) {
            found.add(last);
        }
        return found.stream();
    }

    private static boolean endsInIpv4(byte[] address) {
        boolean isatap = (address[8] & ~0x02) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe; // RFC 5214
        boolean mapped = UPPER_80_ZERO.contains(address) && address[10] == (byte) 0xff && address[11] == (byte) 0xff;
        return isatap
                || mapped
                || TRANSLATED.contains(address)
                || COMPATIBLE.contains(address)
                || NAT64.contains(address)
                || NAT64_LOCAL.contains(address);
    }

    private static byte[] inverted(byte[] address) {
        byte[] inverted = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            inverted[i] = (byte) ~address[i];
        }
        return inverted;
    }
}
