package dev.stagedoor.sql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** What literals and names stand for. Every method takes a token's whole text. */
final class Literals {
    /** What Databend says of a number that does not fit. */
    static final String OVERFLOW = "unable to parse number because it positively overflowed";

    /** Longer numbers are refused: nothing takes them, and converting their digits is quadratic. */
    private static final int MAX_NUMBER_CHARS = 100;

    /** No number the dialect takes is larger than 1e308. */
    private static final int MAX_EXPONENT = 308;

    private static final BigInteger MAX_UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private Literals() {}

    /** A literal cannot be read; the message says why. */
    static final class MalformedLiteral extends Exception {
        MalformedLiteral(String message) {
            super(message, null, false, false);
        }
    }

    /** A {@code "quoted"} or {@code `quoted`} name, or a plain one. */
    static String name(String token) {
        return switch (token.charAt(0)) {
            case '"' -> token.substring(1, token.length() - 1).replace("\"\"", "\"");
            case '`' -> token.substring(1, token.length() - 1);
            default -> token;
        };
    }

    /** As {@link #name}, in lower case unless it is quoted: so Databend takes the names of databases, tables and columns. */
    static String foldedName(String token) {
        return token.charAt(0) == '"' || token.charAt(0) == '`' ? name(token) : token.toLowerCase(Locale.ROOT);
    }

    /** A {@code 'string'} or {@code $$raw string$$}. */
    static String string(String token) throws MalformedLiteral {
        if (token.charAt(0) == '$') {
            return token.substring(2, token.length() - 2);
        }
        String body = token.substring(1, token.length() - 1);
        if (body.indexOf('\\') < 0) {
            return body.indexOf('\'') < 0 ? body : body.replace("''", "'");
        }
        return new StringEscapes(body).resolve();
    }

    /** A standard SQL string literal, which has no escapes but the doubled quote; Stagedoor reads it as well, unless it has a backslash. */
    static String standardString(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** A string literal of the dialect. */
    static String quote(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Digits with {@code _} between them, or {@code 0x…}; empty when it is more than an unsigned 64-bit number holds. */
    static Optional<BigInteger> unsignedInteger(String token) {
        String digits = token.replace("_", "");
        if (digits.length() > MAX_NUMBER_CHARS) {
            return Optional.empty();
        }
        boolean hex = digits.length() > 1 && Character.toLowerCase(digits.charAt(1)) == 'x';
        if (hex && digits.length() == 2) {
            return Optional.empty();
        }
        BigInteger value = hex ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
        return value.compareTo(MAX_UINT64) > 0 ? Optional.empty() : Optional.of(value);
    }

    /** Any number; empty when it is too large or too finely divided for any use. */
    static Optional<BigDecimal> number(String token) {
        String digits = token.replace("_", "");
        if (digits.length() > MAX_NUMBER_CHARS) {
            return Optional.empty();
        }
        if (digits.length() > 1 && Character.toLowerCase(digits.charAt(1)) == 'x') {
            return unsignedInteger(token).map(BigDecimal::new);
        }
        int exponentAt = Math.max(digits.indexOf('e'), digits.indexOf('E'));
        if (exponentAt >= 0 && Math.abs(Double.parseDouble(digits.substring(exponentAt + 1))) > MAX_EXPONENT) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(digits));
    }
}
