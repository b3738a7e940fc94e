package dev.stagedoor.server.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) being written, in UTF-8, into one array that is then sent as it is. Written by hand because a listing of a million files
 * is five million cells, and a presigned URL is one small answer among many thousand a second. Punctuation is the caller's.
 */
public final class JsonBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = ascii("null");

    /** What follows the backslash for each ASCII character; 0: written as it is; {@code u}: as a hexadecimal escape. */
    private static final byte[] ESCAPES = escapes();

    /** From here on copying at once is worth the look whether it was right. */
    private static final int LONG_CHARS = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;

    private byte[] bytes;
    private int length;

    public JsonBuffer(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    /** A fragment to write often. */
    public static byte[] ascii(String fragment) {
        return fragment.getBytes(StandardCharsets.US_ASCII);
    }

    public JsonBuffer raw(byte[] fragment) {
        ensure(fragment.length);
        System.arraycopy(fragment, 0, bytes, length, fragment.length);
        length += fragment.length;
        return this;
    }

    public JsonBuffer raw(JsonBuffer other) {
        ensure(other.length);
        System.arraycopy(other.bytes, 0, bytes, length, other.length);
        length += other.length;
        return this;
    }

    /** One ASCII character of punctuation. */
    public JsonBuffer raw(char punctuation) {
        ensure(1);
        bytes[length++] = (byte) punctuation;
        return this;
    }

    public JsonBuffer number(long value) {
        if (value < 0) {
            return raw(ascii(Long.toString(value)));
        }
        int digits = digits(value);
        ensure(digits);
        length += digits;
        long left = value;
        for (int at = length - 1; at >= length - digits; at--) {
            bytes[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return this;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long left = value; left >= 10; left /= 10) {
            digits++;
        }
        return digits;
    }

    public JsonBuffer bool(boolean value) {
        return raw(ascii(Boolean.toString(value)));
    }

    /** A string with its quotes, or {@code null}. An unpaired surrogate, which UTF-8 cannot hold, becomes U+FFFD. */
    public JsonBuffer string(@Nullable String value) {
        if (value == null) {
            return raw(NULL);
        }
        int chars = value.length();
        ensure(chars + 2);
        bytes[length++] = '"';
        int plain = plainPrefix(value, chars);
        if (plain < chars) {
            rest(value, plain, chars);
        }
        ensure(1);
        bytes[length++] = '"';
        return this;
    }

    /** Copies characters that need nothing done to them, up to the first that does; there is room for all. */
    private int plainPrefix(String value, int chars) {
        if (chars >= LONG_CHARS && copyPlain(value, chars)) {
            return chars;
        }
        byte[] out = bytes;
        int at = length;
        int i = 0;
        for (; i < chars; i++) {
            char c = value.charAt(i);
            if (c >= 0x80 || ESCAPES[c] != 0) {
                break;
            }
            out[at++] = (byte) c;
        }
        length = at;
        return i;
    }

    /**
     * A presigned URL is long and plain, and is copied at once. The lower halves of its characters are taken for them; where that was
     * wrong, reading them back gives another text.
     */
    @SuppressWarnings("deprecation") // the one copy of a string's bytes that makes no array; what it is deprecated for is checked here
    private boolean copyPlain(String value, int chars) {
        value.getBytes(0, chars, bytes, length);
        int end = length + chars;
        int i = length;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            if (isAnyOdd((long) LONGS.get(bytes, i))) {
                return false;
            }
        }
        for (; i < end; i++) {
            if (bytes[i] < 0 || ESCAPES[bytes[i]] != 0) {
                return false;
            }
        }
        if (!new String(bytes, length, chars, StandardCharsets.ISO_8859_1).equals(value)) {
            return false;
        }
        length = end;
        return true;
    }

    /**
     * Whether one of eight bytes is not ASCII or has an escape: beyond 0x7E, below 0x20, a quotation mark or a backslash. In a byte less
     * than what is taken from it, and only there first, the highest bit is set that was not before.
     */
    private static boolean isAnyOdd(long eight) {
        long quote = eight ^ '"' * EACH_BYTE;
        long backslash = eight ^ '\\' * EACH_BYTE;
        long delete = eight ^ 0x7F * EACH_BYTE;
        long odd = eight
                | (eight - 0x20 * EACH_BYTE) & ~eight
                | (quote - EACH_BYTE) & ~quote
                | (backslash - EACH_BYTE) & ~backslash
                | (delete - EACH_BYTE) & ~delete;
        return (odd & 0x80 * EACH_BYTE) != 0;
    }

    private void rest(String value, int from, int chars) {
        for (int i = from; i < chars; i++) {
            ensure(6);
            char c = value.charAt(i);
            if (c < 0x80) {
                asciiChar(c);
            } else if (c < 0x800) {
                bytes[length++] = (byte) (0xC0 | c >> 6);
                bytes[length++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(value.charAt(i + 1))) {
                fourBytes(Character.toCodePoint(c, value.charAt(++i)));
            } else {
                threeBytes(Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
    }

    private void asciiChar(char c) {
        byte escape = ESCAPES[c];
        if (escape == 0) {
            bytes[length++] = (byte) c;
            return;
        }
        bytes[length++] = '\\';
        bytes[length++] = escape;
        if (escape == 'u') {
            bytes[length++] = '0';
            bytes[length++] = '0';
            bytes[length++] = HEX[c >> 4];
            bytes[length++] = HEX[c & 0xF];
        }
    }

    private void threeBytes(char c) {
        bytes[length++] = (byte) (0xE0 | c >> 12);
        bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | c & 0x3F);
    }

    private void fourBytes(int codePoint) {
        bytes[length++] = (byte) (0xF0 | codePoint >> 18);
        bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    }

    public int length() {
        return length;
    }

    /** What was written, not copied: write nothing more while it is in use. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + (bytes.length >> 1)));
        }
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        Arrays.fill(escapes, 0, 0x20, (byte) 'u');
        escapes[0x7F] = 'u';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        escapes['\b'] = 'b';
        escapes['\f'] = 'f';
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        return escapes;
    }
}
