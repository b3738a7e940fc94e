package dev.stagedoor.storage.location;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of URL paths (RFC 3986, section 2.1), read as leniently as Databend reads it. */
final class PercentCoding {
    private static final String UNRESERVED = "-._~";
    private static final int ESCAPE_LENGTH = 3;

    private PercentCoding() {}

    /** Decodes {@code %XX} as UTF-8; what is no escape stays as it is, and bytes that are no UTF-8 become U+FFFD. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' ? escapedByte(bytes, i) : -1;
            if (escaped < 0) {
                decoded.write(bytes[i]);
            } else {
                decoded.write(escaped);
                i += ESCAPE_LENGTH - 1;
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    /** Encodes everything but unreserved characters and {@code /}, so that {@link #decode} gives the text back. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isPlain(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(hexDigit(c >> 4)).append(hexDigit(c & 0xf));
            }
        }
        return encoded.toString();
    }

    private static int escapedByte(byte[] bytes, int at) {
        if (at + ESCAPE_LENGTH > bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[at + 1], 16);
        int low = Character.digit(bytes[at + 2], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '/' || UNRESERVED.indexOf(c) >= 0;
    }

    private static char hexDigit(int value) {
        return "0123456789ABCDEF".charAt(value);
    }
}
