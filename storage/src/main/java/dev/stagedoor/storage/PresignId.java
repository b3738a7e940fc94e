package dev.stagedoor.storage;

import java.util.Optional;
import java.util.UUID;

/**
 * The name of one presigned URL: a UUID of version 7 (RFC 9562, section 5.7), so that ids sort by the moment of issue. It names the URL
 * and opens nothing: it may stand in logs.
 */
public record PresignId(UUID value) implements Comparable<PresignId> {
    private static final int TEXT_CHARS = 36;

    /** Reads what {@link #toString} gives; empty for anything else, capital letters included. */
    public static Optional<PresignId> parse(String text) {
        return isText(text) ? Optional.of(new PresignId(UUID.fromString(text))) : Optional.empty();
    }

    private static boolean isText(String text) {
        if (text.length() != TEXT_CHARS) {
            return false;
        }
        for (int i = 0; i < TEXT_CHARS; i++) {
            char c = text.charAt(i);
            boolean right = isHyphenAt(i) ? c == '-' : c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (!right) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHyphenAt(int index) {
        return index == 8 || index == 13 || index == 18 || index == 23;
    }

    /** By the moment of issue: as unsigned numbers, which {@link UUID#compareTo} does not do. */
    @Override
    public int compareTo(PresignId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    /** 36 characters, hexadecimal digits in lower case. */
    @Override
    public String toString() {
        return value.toString();
    }
}
