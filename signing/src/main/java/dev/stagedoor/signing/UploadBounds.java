package dev.stagedoor.signing;

import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an upload is held to.
 *
 * @param maxBytes the store refuses more
 * @param contentLength the store refuses any other length
 * @param onlyIfAbsent the store refuses to replace an object
 */
public record UploadBounds(OptionalLong maxBytes, OptionalLong contentLength, boolean onlyIfAbsent) {
    /** Held to nothing. */
    public static final UploadBounds NONE = new UploadBounds(OptionalLong.empty(), OptionalLong.empty(), false);

    /** @throws IllegalArgumentException when a length is negative, or the exact one more than the largest */
    public UploadBounds {
        if (maxBytes.orElse(0) < 0 || contentLength.orElse(0) < 0) {
            throw new IllegalArgumentException("a length is not negative");
        }
        if (contentLength.orElse(0) > maxBytes.orElse(Long.MAX_VALUE)) {
            throw new IllegalArgumentException("the length of an upload, " + contentLength.getAsLong()
                    + ", is more than the largest allowed");
        }
    }

    /** Which bounds there are. */
    public Set<UploadBound> kinds() {
        Set<UploadBound> kinds = EnumSet.noneOf(UploadBound.class);
        if (maxBytes.isPresent()) {
            kinds.add(UploadBound.MAX_BYTES);
        }
        if (contentLength.isPresent()) {
            kinds.add(UploadBound.CONTENT_LENGTH);
        }
        if (onlyIfAbsent) {
            kinds.add(UploadBound.ONLY_IF_ABSENT);
        }
        return kinds;
    }
}
