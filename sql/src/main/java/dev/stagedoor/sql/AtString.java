package dev.stagedoor.sql;

/**
 * Locations written without quotes: {@code @stage/path}, with a backslash before a space, a tab, a quote or a backslash that belongs to the
 * path. Any other backslash is an ordinary character, and nothing is percent-decoded.
 */
final class AtString {
    private static final String ESCAPABLE = " \t'\"\\";
    private static final String UNWRITABLE = "\r\n\f\u000B,`;()";

    private AtString() {}

    /** What a token stands for; both with the leading {@code @}. */
    static String decode(String token) {
        if (token.indexOf('\\') < 0) {
            return token;
        }
        StringBuilder decoded = new StringBuilder(token.length());
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '\\' && i + 1 < token.length() && isEscapable(token.charAt(i + 1))) {
                i++;
                c = token.charAt(i);
            }
            decoded.append(c);
        }
        return decoded.toString();
    }

    /** Whether a backslash before this character makes it a part of the token. */
    static boolean isEscapable(char c) {
        return ESCAPABLE.indexOf(c) >= 0;
    }

    /** Whether every character of a location can be written in a token. */
    static boolean canEncode(String location) {
        return location.chars().noneMatch(c -> UNWRITABLE.indexOf(c) >= 0);
    }

    /** The token that stands for a location; both with the leading {@code @}. */
    static String encode(String location) {
        StringBuilder encoded = new StringBuilder(location.length() + 8);
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (isEscapable(c)) {
                encoded.append('\\');
            }
            encoded.append(c);
        }
        return encoded.toString();
    }
}
