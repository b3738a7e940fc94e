package dev.stagedoor.server.http;

import java.net.InetAddress;

/** The text of a Host header (RFC 9110, section 7.2): a name or an address, and perhaps a port. */
public final class HostHeader {
    /** The longest name DNS allows. */
    private static final int MAX_NAME = 253;

    private static final int MAX_PORT = 65_535;

    private HostHeader() {}

    /** Strictly {@code name[:port]}, {@code ipv4[:port]} or {@code [ipv6][:port]}; no user, no path, no escapes. */
    public static boolean isValid(String host) {
        int end = nameEnd(host);
        if (end <= 0 || !isPort(host, end)) {
            return false;
        }
        return host.charAt(0) == '[' ? isAddress(host.substring(1, end - 1)) : isName(host, end);
    }

    /** Whether a valid one names a port. */
    static boolean hasPort(String host) {
        return nameEnd(host) < host.length();
    }

    /** Decimal digits that make a port, 1 to 65535. */
    static boolean isPort(String text) {
        return isPort(":" + text, 0);
    }

    /** Whether it names this machine to itself: {@code localhost}, or any literal address. A name that DNS resolves is neither. */
    public static boolean isLocalhostOrAddress(String host) {
        if (!isValid(host)) {
            return false;
        }
        int end = nameEnd(host);
        String name = host.substring(0, end);
        return host.charAt(0) == '[' || name.equalsIgnoreCase("localhost") || isAddress(name);
    }

    /** Whether it names this machine to itself and to nobody else: {@code localhost}, or a loopback address. */
    public static boolean isLoopback(String host) {
        if (!isLocalhostOrAddress(host)) {
            return false;
        }
        String name = host.substring(0, nameEnd(host));
        String literal = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        return name.equalsIgnoreCase("localhost") || InetAddress.ofLiteral(literal).isLoopbackAddress();
    }

    private static int nameEnd(String host) {
        if (host.startsWith("[")) {
            return host.indexOf(']') + 1;
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host.length() : colon;
    }

    private static boolean isPort(String host, int colon) {
        if (colon == host.length()) {
            return true;
        }
        int digits = host.length() - colon - 1;
        if (host.charAt(colon) != ':' || digits < 1 || digits > 5) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < host.length(); i++) {
            int digit = host.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
        }
        return port >= 1 && port <= MAX_PORT;
    }

    private static boolean isName(String host, int end) {
        if (end > MAX_NAME) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char c = host.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return text.indexOf('%') < 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
