package dev.stagedoor.storage;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name of one presigned URL: a UUID of version 7 (RFC 9562, section 5.7), so that ids sort by the moment of issue. It names the URL
 * and opens nothing: it may stand in logs.
 */
public record PresignId(UUID value) implements Comparable<PresignId> {
    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Reads what {@link #toString} gives; empty for anything else, capital letters included. */
    public static Optional<PresignId> parse(String text) {
        return TEXT.matcher(text).matches() ? Optional.of(new PresignId(UUID.fromString(text))) : Optional.empty();
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
