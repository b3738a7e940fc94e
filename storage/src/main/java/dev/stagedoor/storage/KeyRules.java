package dev.stagedoor.storage;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;

/** What {@link ObjectKey} and {@link KeyPrefix} have in common, in one pass over the text. */
final class KeyRules {
    /** How much of a refused key an error shows, in characters. */
    private static final int SHOWN = 80;

    private KeyRules() {}

    /** Refuses what no key may hold. A last empty segment (text that is empty or ends in {@code /}) passes. */
    static void check(String text, String what) {
        int bytes = 0;
        int segment = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/') {
                checkSegment(text, segment, i, what);
                segment = i + 1;
                bytes++;
            } else if (c == 0) {
                throw bad("the " + what + " '" + shown(text) + "' holds a NUL character");
            } else if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw bad("the " + what + " '" + shown(text) + "' is not valid Unicode (unpaired surrogate)");
            }
        }
        if (segment < text.length()) {
            checkSegment(text, segment, text.length(), what);
        }
        if (bytes > ObjectKey.MAX_BYTES) {
            throw bad("the " + what + " '" + shown(text) + "' is " + bytes + " bytes long with its stage; at most " + ObjectKey.MAX_BYTES
                    + " are allowed");
        }
    }

    private static void checkSegment(String text, int from, int to, String what) {
        int length = to - from;
        if (length == 0) {
            throw bad("the " + what + " '" + shown(text) + "' holds an empty segment ('//')");
        }
        if (text.charAt(from) == '.' && (length == 1 || (length == 2 && text.charAt(from + 1) == '.'))) {
            throw bad(
                    length == 2
                            ? "stage path traversal is not allowed by stage_path_traversal_policy: " + shown(text)
                            : "the " + what + " '" + shown(text) + "' holds a '.' segment");
        }
    }

    static String shown(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return start.codePoints()
                .map(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** UTF-8 order is code point order: surrogates, which stand for the highest code points, sort after every other char. */
    static int compareUtf8(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xs = Character.isSurrogate(x);
                boolean ys = Character.isSurrogate(y);
                return xs == ys ? Character.compare(x, y) : xs ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static StagedoorException bad(String message) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, message);
    }
}
