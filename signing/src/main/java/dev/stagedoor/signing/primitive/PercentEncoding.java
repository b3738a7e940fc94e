package dev.stagedoor.signing.primitive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Percent-encoding of UTF-8 as signing schemes want it: the unreserved characters of RFC 3986, section 2.3 ({@code A-Z a-z 0-9 - . _ ~})
 * stand for themselves, every other byte is {@code %} and two upper-case hexadecimal digits. This is {@code UriEncode} of "Signature
 * Calculations for the Authorization Header" in the Amazon S3 API reference.
 */
public final class PercentEncoding {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] UNRESERVED = unreserved();

    private PercentEncoding() {}

    /**
     * Appends text percent-encoded, {@code /} included.
     *
     * @throws IllegalArgumentException when the text has an unpaired surrogate, and so no UTF-8
     */
    public static void encode(String text, AsciiBuffer out) {
        encode(text, '%', out);
    }

    /** Appends a path percent-encoded: as {@link #encode(String, AsciiBuffer)}, but {@code /} stands for itself. */
    public static void encodePath(String path, AsciiBuffer out) {
        encode(path, '/', out);
    }

    /** A path percent-encoded; {@code /} stands for itself. */
    public static String encodePath(String path) {
        var out = new AsciiBuffer(path.length() + 16);
        encodePath(path, out);
        return out.toString();
    }

    /** Text percent-encoded, {@code /} included. */
    public static String encode(String text) {
        if (isUnreserved(text)) {
            return text;
        }
        var out = new AsciiBuffer(text.length() + 16);
        encode(text, out);
        return out.toString();
    }

    /** {@code kept} stands for itself besides the unreserved characters; {@code %} keeps nothing, since it is always escaped. */
    private static void encode(String text, char kept, AsciiBuffer out) {
        int length = text.length();
        int run = 0; // where the characters begin that stand for themselves and are not appended yet
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80 && (UNRESERVED[c] || (c == kept && c != '%'))) {
                continue;
            }
            out.append(text, run, i);
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                escapeUtf8(Character.toCodePoint(c, text.charAt(++i)), out);
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException("unpaired surrogate at index " + i);
            } else {
                escapeUtf8(c, out);
            }
            run = i + 1;
        }
        out.append(text, run, length);
    }

    private static void escapeUtf8(int point, AsciiBuffer out) {
        if (point < 0x80) {
            escape(point, out);
        } else if (point < 0x800) {
            escape(0xC0 | point >> 6, out);
            escape(0x80 | point & 0x3F, out);
        } else if (point < 0x10000) {
            escape(0xE0 | point >> 12, out);
            escape(0x80 | point >> 6 & 0x3F, out);
            escape(0x80 | point & 0x3F, out);
        } else {
            escape(0xF0 | point >> 18, out);
            escape(0x80 | point >> 12 & 0x3F, out);
            escape(0x80 | point >> 6 & 0x3F, out);
            escape(0x80 | point & 0x3F, out);
        }
    }

    private static void escape(int octet, AsciiBuffer out) {
        out.append('%').append((char) HEX[octet >> 4 & 0xF]).append((char) HEX[octet & 0xF]);
    }

    /**
     * Decodes a part of a request line. {@code +} is a plus. Characters that need no escape may be escaped, in either case of digits.
     *
     * @return empty when an escape is broken, a character is neither printable ASCII nor escaped, or the bytes are not well-formed UTF-8
     *     (overlong forms and surrogates included)
     */
    public static Optional<String> decode(String raw, int from, int to) {
        int escapes = 0;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                return Optional.empty();
            }
            if (c == '%') {
                escapes++;
            }
        }
        return escapes == 0 ? Optional.of(raw.substring(from, to)) : unescape(raw, from, to);
    }

    private static Optional<String> unescape(String raw, int from, int to) {
        byte[] octets = new byte[to - from];
        int length = 0;
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                octets[length++] = (byte) c;
                continue;
            }
            if (to - i < 3) {
                return Optional.empty();
            }
            int octet = hexDigit(raw.charAt(i + 1)) << 4 | hexDigit(raw.charAt(i + 2));
            if (octet < 0) {
                return Optional.empty();
            }
            ascii &= octet < 0x80;
            octets[length++] = (byte) octet;
            i += 2;
        }
        if (ascii) {
            return Optional.of(new String(octets, 0, length, StandardCharsets.ISO_8859_1));
        }
        String text = new String(octets, 0, length, StandardCharsets.UTF_8);
        // Malformed bytes were replaced by U+FFFD, so only well-formed UTF-8 comes back as it was.
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, octets, 0, length) ? Optional.of(text) : Optional.empty();
    }

    /** Negative when it is none, which stays negative in the octet. */
    private static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'A' && c <= 'F') {
            return c - 'A' + 10;
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        return -1;
    }

    private static boolean isUnreserved(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || !UNRESERVED[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] unreserved() {
        boolean[] table = new boolean[0x80];
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".toCharArray()) {
            table[c] = true;
        }
        return table;
    }
}
