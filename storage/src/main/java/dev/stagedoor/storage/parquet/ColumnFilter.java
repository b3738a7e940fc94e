package dev.stagedoor.storage.parquet;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A value of the column lies in one of these ranges.
 *
 * @param column its name, in lower case
 * @param orNull whether it may be NULL, too
 */
public record ColumnFilter(String column, List<Range> ranges, boolean orNull) {
    public ColumnFilter {
        ranges = List.copyOf(ranges);
    }

    /** It is not NULL. */
    public ColumnFilter(String column, List<Range> ranges) {
        this(column, ranges, false);
    }

    /** A constant as it stands in a query. */
    public sealed interface Constant {
        /** Written in digits, with or without a point and a sign; no exponent. */
        record Number(BigDecimal value) implements Constant {}

        record Text(String value) implements Constant {}
    }

    /** Where a range ends. */
    public record Bound(Constant value, boolean inclusive) {}

    /** The values between two bounds; without one, all on that side. */
    public record Range(Optional<Bound> lower, Optional<Bound> upper) {
        /** Every value. */
        public static final Range ALL = new Range(Optional.empty(), Optional.empty());
    }
}
