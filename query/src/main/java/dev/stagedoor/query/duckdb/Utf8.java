package dev.stagedoor.query.duckdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks whether bytes are UTF-8 (RFC 3629), eight of them at a time and without a branch for each character: of text that is not of ASCII a
 * loop over the bytes takes as long as DuckDB does for the whole file. The highest bit of each byte of a {@code long} is the answer for it.
 */
final class Utf8 {
    /** Bytes of the longest character. */
    static final int MAX_CHARACTER_BYTES = 4;

    /** What {@link #end} gives for bytes that are none of UTF-8. */
    static final int MALFORMED = -1;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST = 0x80 * ONES;

    private Utf8() {}

    /**
     * Looks at the characters that begin in a part of some bytes.
     *
     * @param from where a character begins
     * @param to where no character is looked at any more
     * @param limit where the bytes end, behind {@code to} or there
     * @return where the last of these characters ends; where it begins, should the bytes end within it; {@link #MALFORMED}
     */
    static int end(byte[] bytes, int from, int to, int limit) {
        long before = 0;
        long wrong = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, at);
            if (((eight | before) & HIGHEST) != 0) {
                wrong |= wrong(eight, before);
            }
            before = eight;
        }
        return (wrong & HIGHEST) == 0 ? rest(bytes, lastBeginning(bytes, from, at), to, limit) : MALFORMED;
    }

    /** Which of eight bytes do not belong where they are. */
    private static long wrong(long eight, long before) {
        long previous = eight << 8 | before >>> 56;
        long second = eight << 16 | before >>> 48;
        long third = eight << 24 | before >>> 40;
        long inside = eight & ~(eight << 1);
        long expected = previous & previous << 1 | second & second << 1 & second << 2 | third & third << 1 & third << 2 & third << 3;
        long wrong = expected ^ inside | same(eight & 0xFE * ONES, 0xC0);
        if ((previous & previous << 1 & previous << 2 & HIGHEST) != 0) {
            wrong |= beyond(eight, previous);
        }
        return wrong;
    }

    /** Second bytes of longer forms than needed, of surrogates, and of what is beyond Unicode. */
    private static long beyond(long eight, long previous) {
        long twenty = eight << 2;
        long ten = eight << 3 | twenty;
        return same(previous, 0xE0) & ~twenty
                | same(previous, 0xED) & twenty
                | same(previous, 0xF0) & ~ten
                | same(previous, 0xF4) & ten
                | same(previous & 0xFC * ONES, 0xF4) & ~same(previous, 0xF4)
                | same(previous & 0xF8 * ONES, 0xF8);
    }

    /** Which bytes are this one. */
    private static long same(long eight, int b) {
        long others = eight ^ b * ONES;
        return ~((others & ~HIGHEST) + ~HIGHEST | others) & HIGHEST;
    }

    /** Where the character begins that is not whole before a place; that place when there is none. */
    private static int lastBeginning(byte[] bytes, int from, int at) {
        int last = at;
        while (last > from && last > at - MAX_CHARACTER_BYTES && isInside(bytes[last - 1])) {
            last--;
        }
        return last > from && bytes[last - 1] < 0 ? last - 1 : at;
    }

    private static int rest(byte[] bytes, int from, int to, int limit) {
        int at = from;
        while (at < to) {
            int length = length(bytes[at]);
            if (length == MALFORMED || !isBeginning(bytes, at, Math.min(limit, at + length))) {
                return MALFORMED;
            }
            if (at + length > limit) {
                return at;
            }
            at += length;
        }
        return at;
    }

    /** Whether a byte stands behind the first of its character. */
    static boolean isInside(byte b) {
        return b < (byte) 0xC0;
    }

    /** Of a character that begins with this byte. */
    private static int length(byte first) {
        if (first >= 0) {
            return 1;
        }
        if (first < (byte) 0xC2 || first > (byte) 0xF4) {
            return MALFORMED;
        }
        return first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4;
    }

    private static boolean isBeginning(byte[] bytes, int at, int end) {
        for (int i = at + 1; i < end; i++) {
            if (!isInside(bytes[i])) {
                return false;
            }
        }
        return at + 1 == end || switch (bytes[at]) {
            case (byte) 0xE0 -> bytes[at + 1] >= (byte) 0xA0;
            case (byte) 0xED -> bytes[at + 1] < (byte) 0xA0;
            case (byte) 0xF0 -> bytes[at + 1] >= (byte) 0x90;
            case (byte) 0xF4 -> bytes[at + 1] < (byte) 0x90;
            default -> true;
        };
    }
}
