package dev.stagedoor.storage;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A number that tells a user or a stage from an earlier or later one of the same name. It is kept for life and never given again. It is no
 * secret and opens nothing.
 */
public record Incarnation(long value) {
    /** Of what is not told apart: a definition that never reached a catalog. */
    public static final Incarnation NONE = new Incarnation(0);

    /** Characters of {@link #toString}. */
    public static final int TEXT_CHARS = 16;

    /** One that nothing has had: of 2⁶⁴ at random. */
    public static Incarnation random() {
        long value = ThreadLocalRandom.current().nextLong();
        return value == 0 ? random() : new Incarnation(value);
    }

    /**
     * Reads what {@link #toString} gives.
     *
     * @throws IllegalArgumentException for anything else, capital letters included
     */
    public static Incarnation parse(String text) {
        if (text.length() != TEXT_CHARS) {
            throw malformed();
        }
        long value = 0;
        for (int i = 0; i < TEXT_CHARS; i++) {
            char c = text.charAt(i);
            if (!HexFormat.isHexDigit(c) || c >= 'A' && c <= 'F') {
                throw malformed();
            }
            value = value << 4 | HexFormat.fromHexDigit(c);
        }
        return new Incarnation(value);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("a malformed incarnation");
    }

    /** 16 hexadecimal digits in lower case. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
