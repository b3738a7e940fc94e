package dev.stagedoor.query;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/**
 * Bounds what a regular expression unfolds to, before it is compiled: the product of all counted repetitions {@code {n,m}} in it. Coarser
 * than need be (repetitions side by side are multiplied as if nested), so that it needs no parser of its own.
 */
public final class RepetitionBound {
    private RepetitionBound() {}

    public static void check(String pattern, int max) {
        long product = 1;
        int open = pattern.indexOf('{');
        while (open >= 0) {
            product *= Math.max(1, largest(pattern, open + 1));
            if (product > max) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        "the counted repetitions of PATTERN multiply to more than " + max + ": use * or +, or smaller counts");
            }
            open = pattern.indexOf('{', open + 1);
        }
    }

    /** The largest number in {@code n}, {@code n,} or {@code n,m} from {@code at} on; 1 when it is no repetition. */
    private static long largest(String pattern, int at) {
        long largest = 0;
        long number = 0;
        for (int i = at; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(number * 10 + (c - '0'), Integer.MAX_VALUE);
            } else if (c == ',' || c == '}') {
                largest = Math.max(largest, number);
                number = 0;
                if (c == '}') {
                    return largest;
                }
            } else {
                return 1;
            }
        }
        return 1;
    }
}
