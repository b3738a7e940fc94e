package dev.stagedoor.storage.parquet;

import java.io.ByteArrayOutputStream;

/** The two pieces of a footer that are written anew, as Thrift's compact protocol has them ("Thrift Compact protocol encoding"). */
final class CompactNumbers {
    /** The type of structures in the header of a list. */
    private static final int STRUCT = 12;

    /** Longer lists have their length behind the header. */
    private static final int SHORT_LIST = 14;

    private CompactNumbers() {}

    static void writeZigZag(ByteArrayOutputStream out, long value) {
        writeVarint(out, (value << 1) ^ (value >> (Long.SIZE - 1)));
    }

    static void writeStructListHeader(ByteArrayOutputStream out, int size) {
        if (size <= SHORT_LIST) {
            out.write(size << 4 | STRUCT);
        } else {
            out.write(0xF0 | STRUCT);
            writeVarint(out, size);
        }
    }

    private static void writeVarint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
