package dev.stagedoor.sql;

import dev.stagedoor.sql.Literals.MalformedLiteral;

/**
 * Resolves the escapes of one string: {@code '' \b \f \n \r \t \' \" \\ \}{@code uXXXX \xHH} and octal; a backslash before anything else
 * stays, as patterns need it to.
 */
final class StringEscapes {
    private static final int MAX_OCTAL = 0xFF;

    private final String body;
    private final StringBuilder resolved;
    private int at;

    /** @param body what is between the quotes */
    StringEscapes(String body) {
        this.body = body;
        this.resolved = new StringBuilder(body.length());
    }

    String resolve() throws MalformedLiteral {
        while (at < body.length()) {
            char c = body.charAt(at++);
            if (c == '\'') {
                at++;
                resolved.append('\'');
            } else if (c == '\\') {
                escape(body.charAt(at++));
            } else {
                resolved.append(c);
            }
        }
        return resolved.toString();
    }

    private void escape(char c) throws MalformedLiteral {
        switch (c) {
            case 'b' -> resolved.append('\b');
            case 'f' -> resolved.append('\f');
            case 'n' -> resolved.append('\n');
            case 'r' -> resolved.append('\r');
            case 't' -> resolved.append('\t');
            case '\'', '"', '\\' -> resolved.append(c);
            case 'u' -> unicode();
            case 'x' -> resolved.append((char) hex(2));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c - '0');
            default -> resolved.append('\\').append(c);
        }
    }

    /** One code unit, or two that make a character together; a half alone is no character. */
    private void unicode() throws MalformedLiteral {
        char first = (char) hex(4);
        if (!Character.isSurrogate(first)) {
            resolved.append(first);
            return;
        }
        if (Character.isHighSurrogate(first) && body.startsWith("\\u", at)) {
            at += 2;
            char second = (char) hex(4);
            if (Character.isLowSurrogate(second)) {
                resolved.append(first).append(second);
                return;
            }
        }
        throw new MalformedLiteral("invalid escape in string: \\u must name a character");
    }

    private int hex(int digits) throws MalformedLiteral {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < body.length() ? Character.digit(body.charAt(at), 16) : -1;
            if (digit < 0 || body.charAt(at) > 'f') {
                throw new MalformedLiteral(
                        "invalid escape in string: \\" + (digits == 4 ? "u" : "x") + " needs " + digits + " hexadecimal digits");
            }
            value = value * 16 + digit;
            at++;
        }
        return value;
    }

    /** Up to three digits, as long as the value fits a byte. */
    private void octal(int first) {
        int value = first;
        for (int i = 0; i < 2 && at < body.length(); i++) {
            int digit = body.charAt(at) - '0';
            if (digit < 0 || digit > 7 || value * 8 + digit > MAX_OCTAL) {
                break;
            }
            value = value * 8 + digit;
            at++;
        }
        resolved.append((char) value);
    }
}
