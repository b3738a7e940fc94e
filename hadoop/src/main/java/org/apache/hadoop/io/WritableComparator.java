package org.apache.hadoop.io;

import java.util.Arrays;

/** The order of bytes without sign. */
public final class WritableComparator {
    private WritableComparator() {}

    public static int compareBytes(byte[] left, int leftStart, int leftLength, byte[] right, int rightStart, int rightLength) {
        return Arrays.compareUnsigned(left, leftStart, leftStart + leftLength, right, rightStart, rightStart + rightLength);
    }
}
