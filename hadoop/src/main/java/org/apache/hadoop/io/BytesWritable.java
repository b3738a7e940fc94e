package org.apache.hadoop.io;

import java.io.DataInput;
import java.io.DataOutput;
import java.util.Arrays;

/** Bytes as a value. */
public class BytesWritable extends BinaryComparable implements WritableComparable<BinaryComparable> {
    private byte[] bytes = new byte[0];

    public BytesWritable() {}

    public BytesWritable(byte[] bytes) {
        this.bytes = bytes;
    }

    public void set(byte[] from, int offset, int count) {
        bytes = Arrays.copyOfRange(from, offset, offset + count);
    }

    @Override
    public int getLength() {
        return bytes.length;
    }

    @Override
    public byte[] getBytes() {
        return bytes;
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
