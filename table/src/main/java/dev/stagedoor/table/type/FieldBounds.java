package dev.stagedoor.table.type;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest says of one field of a data file. A number is {@link #UNKNOWN} where it does not tell.
 *
 * @param values NULLs included
 * @param lower none of its values is below, NaN aside; null when it is not known. In Iceberg's bytes, as are those of {@code upper}
 * @param upper none of its values is above, NaN aside; null when it is not known
 */
public record FieldBounds(long values, long nulls, long nans, byte @Nullable [] lower, byte @Nullable [] upper) {
    /** A number that nobody has told. */
    public static final long UNKNOWN = -1;

    /** Nothing is known, as of a field that the file does not have. */
    public static final FieldBounds NONE = new FieldBounds(UNKNOWN, UNKNOWN, UNKNOWN, null, null);

    /** The numbers may be null. */
    public static FieldBounds of(
            @Nullable Long values, @Nullable Long nulls, @Nullable Long nans, @Nullable ByteBuffer lower, @Nullable ByteBuffer upper) {
        boolean none = values == null && nulls == null && lower == null && upper == null;
        return none ? NONE : new FieldBounds(number(values), number(nulls), number(nans), bytes(lower), bytes(upper));
    }

    private static long number(@Nullable Long number) {
        return number == null || number < 0 ? UNKNOWN : number;
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer bound) {
        if (bound == null) {
            return null;
        }
        byte[] bytes = new byte[bound.remaining()];
        bound.duplicate().get(bytes);
        return bytes;
    }

    /** Whether it is known that every value is NULL. */
    boolean isAllNull(long rows) {
        return values == rows && nulls == rows;
    }

    /** Whether it is known that no value is NULL. */
    boolean hasNoNull() {
        return nulls == 0;
    }

    /** Whether it is known that no value is NaN. */
    boolean hasNoNan() {
        return nans == 0;
    }
}
