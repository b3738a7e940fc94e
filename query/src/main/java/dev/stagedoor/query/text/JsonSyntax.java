package dev.stagedoor.query.text;

import java.util.BitSet;

/** Whether a text is JSON (RFC 8259), with nothing in it that only some parsers take for JSON. */
final class JsonSyntax {
    private final String text;

    /** Of each level whether it is an object; else it is an array. */
    private final BitSet objects = new BitSet();

    private int depth;
    private int at;

    private JsonSyntax(String text) {
        this.text = text;
    }

    static boolean isJson(String text) {
        return new JsonSyntax(text).isValue();
    }

    private boolean isValue() {
        while (isBeginning()) {
            // A value is behind: what follows it ends levels, or is another.
            while (true) {
                char next = next();
                if (depth == 0) {
                    return next == 0 && at >= text.length();
                }
                boolean inObject = objects.get(depth);
                at++;
                if (next == (inObject ? '}' : ']')) {
                    depth--;
                } else if (next == ',' && (!inObject || isName())) {
                    break;
                } else {
                    return false;
                }
            }
        }
        return false;
    }

    /** Goes through what a value begins with, as far as the first value that is no array and no object, or an empty one. */
    private boolean isBeginning() {
        while (true) {
            char first = next();
            if (first != '{' && first != '[') {
                return isScalar(first);
            }
            at++;
            if (next() == (first == '{' ? '}' : ']')) {
                at++;
                return true;
            }
            objects.set(++depth, first == '{');
            if (first == '{' && !isName()) {
                return false;
            }
        }
    }

    /** The character behind blanks; 0 at the end. */
    private char next() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return here();
    }

    private char here() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** The name of a member, with its colon. */
    private boolean isName() {
        boolean name = next() == '"' && isString() && next() == ':';
        at++;
        return name;
    }

    private boolean isScalar(char first) {
        return switch (first) {
            case '"' -> isString();
            case 't' -> isWord("true");
            case 'f' -> isWord("false");
            case 'n' -> isWord("null");
            default -> isNumber();
        };
    }

    private boolean isWord(String word) {
        boolean here = text.startsWith(word, at);
        at += word.length();
        return here;
    }

    private boolean isNumber() {
        at += here() == '-' ? 1 : 0;
        boolean leadingZero = here() == '0';
        int digits = digits();
        boolean number = leadingZero ? digits == 1 : digits > 0;
        if (number && here() == '.') {
            at++;
            number = digits() > 0;
        }
        if (number && (here() == 'e' || here() == 'E')) {
            at++;
            at += here() == '+' || here() == '-' ? 1 : 0;
            number = digits() > 0;
        }
        return number;
    }

    private int digits() {
        int from = at;
        while (here() >= '0' && here() <= '9') {
            at++;
        }
        return at - from;
    }

    private boolean isString() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c < ' ' || c == '\\' && !isEscape()) {
                return false;
            }
        }
        return false;
    }

    /** Behind the backslash. Halves of a surrogate pair stand together. */
    private boolean isEscape() {
        char kind = here();
        at++;
        if (kind != 'u') {
            return kind != 0 && "\"\\/bfnrt".indexOf(kind) >= 0;
        }
        int unit = unit();
        if (unit < 0 || Character.isLowSurrogate((char) unit)) {
            return false;
        }
        if (!Character.isHighSurrogate((char) unit)) {
            return true;
        }
        boolean another = text.startsWith("\\u", at);
        at += 2;
        int low = another ? unit() : -1;
        return low >= 0 && Character.isLowSurrogate((char) low);
    }

    /** Four hexadecimal digits; negative when they are not there. */
    private int unit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = here() < 0x80 ? Character.digit(here(), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
            at++;
        }
        return unit;
    }
}
