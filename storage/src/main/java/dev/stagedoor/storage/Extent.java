package dev.stagedoor.storage;

import dev.stagedoor.storage.StorageException.Kind;

/**
 * A range applied to an object of known size (RFC 9110, section 14.1.2).
 *
 * @param offset of the first byte, from 0
 * @param length in bytes
 */
public record Extent(long offset, long length) {
    /** @throws StorageException {@code INVALID_RANGE} when the object has no byte of it */
    public static Extent of(ByteRange range, long size) {
        return switch (range) {
            case ByteRange.All all -> new Extent(0, size);
            case ByteRange.From from -> {
                long last = Math.min(from.last().orElse(Long.MAX_VALUE), size - 1);
                if (from.first() < 0 || from.first() >= size || last < from.first()) {
                    throw invalid(size);
                }
                yield new Extent(from.first(), last - from.first() + 1);
            }
            case ByteRange.Last tail -> {
                if (tail.length() <= 0 || size == 0) {
                    throw invalid(size);
                }
                long length = Math.min(tail.length(), size);
                yield new Extent(size - length, length);
            }
        };
    }

    private static StorageException invalid(long size) {
        return new StorageException(Kind.INVALID_RANGE, "the object has " + size + " bytes, none of them in the range asked for");
    }
}
