package org.apache.hadoop.io;

import java.util.Arrays;

/** A value in the order of its bytes, which have no sign. */
public abstract class BinaryComparable implements Comparable<BinaryComparable> {
    public abstract int getLength();

    /** As many as {@link #getLength} says, and perhaps more behind them. */
    public abstract byte[] getBytes();

    @Override
    public int compareTo(BinaryComparable other) {
        return Arrays.compareUnsigned(getBytes(), 0, getLength(), other.getBytes(), 0, other.getLength());
    }
}
