package dev.stagedoor.storage.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys a listing still has to give, in the order of their UTF-8 bytes, which is the order of their code points.
 *
 * @param inclusive whether {@code lower} itself belongs to it
 * @param upper the first text beyond it; empty when there is no bound
 */
record KeyRange(String lower, boolean inclusive, Optional<String> upper) {
    /** Keys that begin with the prefix and sort after {@code startAfter}. */
    static KeyRange of(String prefix, String startAfter) {
        boolean fromPrefix = compare(startAfter, prefix) < 0;
        return new KeyRange(fromPrefix ? prefix : startAfter, fromPrefix, successor(prefix));
    }

    /** What is left after {@code last} was given. */
    KeyRange after(String last) {
        return new KeyRange(last, false, upper);
    }

    /**
     * The first text that sorts after every text with this prefix: its last code point raised by one, which always is a character that
     * UTF-8 can hold. The highest code point cannot be raised, so the one before it is.
     */
    private static Optional<String> successor(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return Optional.of(new StringBuilder(prefix).delete(end, prefix.length()).appendCodePoint(next).toString());
            }
        }
        return Optional.empty();
    }

    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
