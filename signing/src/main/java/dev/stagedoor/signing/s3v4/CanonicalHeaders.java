package dev.stagedoor.signing.s3v4;

import dev.stagedoor.signing.primitive.AsciiBuffer;

/** Header fields in the canonical request: {@code name:value}, a line each, surrounding blanks trimmed and inner runs made one space. */
final class CanonicalHeaders {
    private CanonicalHeaders() {}

    /**
     * Appends one line.
     *
     * @return false when the value holds anything but printable ASCII, spaces and tabs; then what was appended is of no use
     */
    static boolean append(String name, String value, AsciiBuffer out) {
        out.append(name).append(':');
        boolean begun = false;
        boolean blank = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t') {
                blank = begun;
            } else if (c > ' ' && c < 0x7F) {
                if (blank) {
                    out.append(' ');
                    blank = false;
                }
                out.append(c);
                begun = true;
            } else {
                return false;
            }
        }
        out.append('\n');
        return true;
    }
}
