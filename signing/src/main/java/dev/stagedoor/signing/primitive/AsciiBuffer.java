package dev.stagedoor.signing.primitive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A growing run of ASCII bytes. Text that is both digested and turned into a string is built here once, instead of as a {@code String}
 * that would be encoded again for the digest. For use by one thread.
 */
public final class AsciiBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    /** @param capacity in bytes; the buffer grows beyond it when it must */
    public AsciiBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** How many bytes have been appended. */
    public int length() {
        return length;
    }

    public AsciiBuffer append(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** @param ascii every char below 0x80; the caller has checked, or the text is its own */
    public AsciiBuffer append(String ascii) {
        return append(ascii, 0, ascii.length());
    }

    /** Appends the chars from {@code from} to before {@code to}, every one below 0x80. */
    public AsciiBuffer append(String ascii, int from, int to) {
        reserve(to - from);
        byte[] target = bytes;
        int at = length;
        for (int i = from; i < to; i++) {
            target[at++] = (byte) ascii.charAt(i);
        }
        length = at;
        return this;
    }

    /** Appends everything that stands in another buffer. */
    public AsciiBuffer append(AsciiBuffer other) {
        reserve(other.length);
        System.arraycopy(other.bytes, 0, bytes, length, other.length);
        length += other.length;
        return this;
    }

    public AsciiBuffer append(byte[] ascii) {
        reserve(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** Appends a number that is not negative, in decimal. */
    public AsciiBuffer append(int number) {
        return append(Integer.toString(number));
    }

    /** Appends two decimal digits. */
    public AsciiBuffer appendTwoDigits(int number) {
        return append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /** Appends each byte as two lower-case hexadecimal digits. */
    public AsciiBuffer appendHex(byte[] binary) {
        reserve(2 * binary.length);
        for (byte b : binary) {
            bytes[length++] = HEX[(b >> 4) & 0xF];
            bytes[length++] = HEX[b & 0xF];
        }
        return this;
    }

    /** Digests what stands from {@code from} to before {@code to}. */
    public void digest(MessageDigest digest, int from, int to) {
        digest.update(bytes, from, to - from);
    }

    /** Compares two ranges as unsigned bytes, which for ASCII is the order Signature V4 sorts in. */
    public int compare(int from1, int to1, int from2, int to2) {
        return Arrays.compareUnsigned(bytes, from1, to1, bytes, from2, to2);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Everything appended so far. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }
}
