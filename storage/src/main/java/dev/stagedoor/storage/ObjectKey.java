package dev.stagedoor.storage;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * The name of one object in a store: UTF-8, 1 to {@value #MAX_BYTES} bytes, segments separated by {@code /}. No segment is empty,
 * {@code .} or {@code ..}; there is no NUL and no unpaired surrogate. Every other character is legal and means itself: nothing is
 * decoded, folded or trimmed.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    /** S3's limit on a key, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1024;

    /** How S3 orders a listing, for any text: by the bytes of UTF-8, unsigned. */
    public static final Comparator<String> ORDER = KeyRules::compareUtf8;

    /** @throws StagedoorException 1006 when the key is not legal */
    public ObjectKey {
        KeyRules.check(value, "key");
        if (value.isEmpty()) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "an object key must not be empty: name a file");
        }
        if (value.endsWith("/")) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "'" + KeyRules.shown(value) + "' names a directory: add the name of a file");
        }
    }

    /** Compares as S3 orders a listing: by the bytes of UTF-8, unsigned. */
    @Override
    public int compareTo(ObjectKey other) {
        return KeyRules.compareUtf8(value, other.value);
    }

    /** The key in UTF-8. */
    public byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
