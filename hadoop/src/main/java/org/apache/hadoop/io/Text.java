package org.apache.hadoop.io;

import java.io.DataInput;
import java.io.DataOutput;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text in UTF-8. ORC keeps the least and the greatest of a column in it. */
public class Text extends BinaryComparable implements WritableComparable<BinaryComparable> {
    private byte[] bytes = new byte[0];
    private int length;

    public Text() {}

    public Text(String text) {
        set(text);
    }

    public Text(Text text) {
        set(text);
    }

    public void set(String text) {
        bytes = text.getBytes(StandardCharsets.UTF_8);
        length = bytes.length;
    }

    public void set(Text text) {
        set(text.bytes, 0, text.length);
    }

    public void set(byte[] utf8, int offset, int count) {
        bytes = Arrays.copyOfRange(utf8, offset, offset + count);
        length = count;
    }

    public void append(byte[] utf8, int offset, int count) {
        byte[] longer = Arrays.copyOf(bytes, length + count);
        System.arraycopy(utf8, offset, longer, length, count);
        bytes = longer;
        length = longer.length;
    }

    public void clear() {
        length = 0;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public byte[] getBytes() {
        return bytes;
    }

    /** @throws CharacterCodingException when it is not UTF-8 */
    public static String decode(byte[] utf8, int offset, int count) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, offset, count)).toString();
    }

    /** The first character, after which the buffer then stands; -1 when there is none. */
    public static int bytesToCodePoint(ByteBuffer utf8) {
        String text = StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
        if (text.isEmpty()) {
            return -1;
        }
        int first = text.codePointAt(0);
        utf8.position(utf8.position() + Character.toString(first).getBytes(StandardCharsets.UTF_8).length);
        return first;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && compareTo(text) == 0;
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public void write(DataOutput out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void readFields(DataInput in) {
        throw new UnsupportedOperationException();
    }
}
