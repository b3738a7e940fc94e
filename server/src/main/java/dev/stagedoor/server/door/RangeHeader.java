package dev.stagedoor.server.door;

import dev.stagedoor.storage.ByteRange;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The {@code Range} header (RFC 9110, section 14.2): one range of bytes. */
final class RangeHeader {
    private static final String UNIT = "bytes=";
    /** More digits than any offset has. */
    private static final int MAX_DIGITS = 18;

    private RangeHeader() {}

    /**
     * The range; the whole object for anything else, as RFC 9110 has it for what a server does not understand, and S3 for several ranges.
     */
    static ByteRange parse(@Nullable String header) {
        if (header == null || !header.startsWith(UNIT)) {
            return ByteRange.ALL;
        }
        String range = header.substring(UNIT.length()).trim();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return ByteRange.ALL;
        }
        OptionalLong first = number(range.substring(0, dash));
        OptionalLong last = number(range.substring(dash + 1));
        if (dash == 0) {
            return last.isPresent() ? new ByteRange.Last(last.getAsLong()) : ByteRange.ALL;
        }
        boolean open = dash == range.length() - 1;
        if (first.isEmpty() || last.isEmpty() && !open || !open && last.getAsLong() < first.getAsLong()) {
            return ByteRange.ALL;
        }
        return new ByteRange.From(first.getAsLong(), last);
    }

    private static OptionalLong number(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(digits));
    }
}
