package dev.stagedoor.query.duckdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for what DuckDB 2.0.0 takes for JSON and others do not: NaN and Infinity in every spelling, and a comma behind the last element.
 * The bytes are lines of what is JSON to DuckDB; of others no answer is right or wrong.
 */
final class LaxJson {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x80 * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long ESCAPES = '\\' * ONES;

    private boolean found;
    private long lineEnds;
    private boolean inText;
    private boolean escaped;

    /** Outside of texts, without blanks. */
    private byte last;

    /** Whether there was any so far. */
    boolean found() {
        return found;
    }

    /** How many lines have ended so far. */
    long lineEnds() {
        return lineEnds;
    }

    /** Looks at the bytes that follow. */
    void look(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (inText) {
                at = text(bytes, at, to);
                continue;
            }
            byte here = bytes[at++];
            switch (here) {
                case ' ', '\t', '\r' -> {
                    continue;
                }
                case '\n' -> lineEnds++;
                case '"' -> inText = true;
                case ']', '}' -> found |= last == ',';
                // Of false; else of nan. Other spellings have letters that no word of JSON has.
                case 'a' -> found |= last != 'f';
                case 'N', 'I', 'i' -> found = true;
                default -> {
                    // Something that may be there.
                }
            }
            last = here;
        }
    }

    /** @return where the text ends, or the bytes */
    private int text(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (escaped) {
                escaped = false;
                at++;
                continue;
            }
            at = next(bytes, at, to);
            if (at < to) {
                escaped = bytes[at] == '\\';
                inText = bytes[at++] != '"';
                if (!inText) {
                    return at;
                }
            }
        }
        return at;
    }

    /** @return where the next quote or backslash may be: none is before */
    private static int next(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, at);
            long held = zeroBytes(eight ^ QUOTES) | zeroBytes(eight ^ ESCAPES);
            if (held != 0) {
                return at + Long.numberOfTrailingZeros(held) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        return at;
    }

    /** The lowest bit that is set is in the first byte that is 0. */
    private static long zeroBytes(long eight) {
        return eight - ONES & ~eight & HIGHEST_BITS;
    }
}
