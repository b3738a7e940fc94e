package dev.stagedoor.storage.parquet;

import dev.stagedoor.storage.parquet.ColumnFilter.Bound;
import dev.stagedoor.storage.parquet.ColumnFilter.Constant;
import dev.stagedoor.storage.parquet.ColumnFilter.Range;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

/**
 * How the values of a column compare, in its statistics and with constants of a query. Only for types in which the two are sure to agree:
 * signed integers, dates, timestamps of milliseconds and microseconds, decimals of at most 18 digits, and texts. Not for floating point,
 * whose NaN writers treat differently, nor for unsigned integers, whose order writers confused (PARQUET-686).
 *
 * @param signature equal for columns that are of one type
 */
record ColumnOrder<V>(
        String signature,
        Function<ByteBuffer, Optional<V>> statistic,
        Function<Constant, Optional<V>> constant,
        Comparator<V> comparator,
        boolean onlyExact) {
    /** @param utc whether a time without a zone is one of UTC */
    static Optional<ColumnOrder<?>> of(SchemaElement column, boolean utc) {
        if (column.type == Type.BYTE_ARRAY) {
            return isText(column) ? Optional.of(text()) : Optional.empty();
        }
        if (column.type != Type.INT32 && column.type != Type.INT64) {
            return Optional.empty();
        }
        int bytes = column.type == Type.INT32 ? Integer.BYTES : Long.BYTES;
        if (column.isSetLogicalType()) {
            return ofLogical(column.logicalType, bytes, utc);
        }
        return column.isSetConverted_type() ? ofConverted(column, bytes, utc) : Optional.of(integer(bytes));
    }

    private static boolean isText(SchemaElement column) {
        return column.isSetLogicalType() ? column.logicalType.isSetSTRING() : column.converted_type == ConvertedType.UTF8;
    }

    private static Optional<ColumnOrder<?>> ofLogical(LogicalType type, int bytes, boolean utc) {
        if (type.isSetINTEGER()) {
            return type.getINTEGER().isSigned ? Optional.of(integer(bytes)) : Optional.empty();
        }
        if (type.isSetDATE() && bytes == Integer.BYTES) {
            return Optional.of(date());
        }
        if (type.isSetDECIMAL()) {
            return decimal(bytes, type.getDECIMAL().precision, type.getDECIMAL().scale);
        }
        if (type.isSetTIMESTAMP() && bytes == Long.BYTES && (utc || !type.getTIMESTAMP().isAdjustedToUTC)) {
            boolean zoned = type.getTIMESTAMP().isAdjustedToUTC;
            return type.getTIMESTAMP().unit.isSetMILLIS() ? Optional.of(timestamp(true, zoned))
                    : type.getTIMESTAMP().unit.isSetMICROS() ? Optional.of(timestamp(false, zoned)) : Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<ColumnOrder<?>> ofConverted(SchemaElement column, int bytes, boolean utc) {
        return switch (column.converted_type) {
            case INT_8, INT_16, INT_32, INT_64 -> Optional.of(integer(bytes));
            case DATE -> Optional.of(date());
            case DECIMAL -> decimal(bytes, column.precision, column.scale);
            // Of these the format does not say whether they are of UTC; readers say they are.
            case TIMESTAMP_MILLIS -> utc ? Optional.of(timestamp(true, true)) : Optional.empty();
            case TIMESTAMP_MICROS -> utc ? Optional.of(timestamp(false, true)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static ColumnOrder<Long> integer(int bytes) {
        return new ColumnOrder<>(
                "integer " + bytes, number(bytes), FilterConstants::integer, Comparator.naturalOrder(), false);
    }

    private static ColumnOrder<Long> date() {
        return new ColumnOrder<>("date", number(Integer.BYTES), FilterConstants::day, Comparator.naturalOrder(), false);
    }

    private static ColumnOrder<Long> timestamp(boolean millis, boolean zoned) {
        return new ColumnOrder<>(
                "timestamp " + (millis ? "ms" : "us") + (zoned ? " utc" : ""),
                number(Long.BYTES),
                constant -> millis ? FilterConstants.millis(constant) : FilterConstants.micros(constant),
                Comparator.naturalOrder(),
                false);
    }

    private static Optional<ColumnOrder<?>> decimal(int bytes, int precision, int scale) {
        if (precision < 1 || precision > FilterConstants.MAX_DECIMAL_DIGITS || scale < 0 || scale > precision) {
            return Optional.empty();
        }
        return Optional.of(new ColumnOrder<BigDecimal>(
                "decimal " + bytes + " " + precision + " " + scale,
                bound -> number(bytes).apply(bound).map(unscaled -> new BigDecimal(BigInteger.valueOf(unscaled), scale)),
                FilterConstants::decimal,
                Comparator.naturalOrder(),
                false));
    }

    /** Their order is that of their bytes. A bound that is not exact may have been cut by writers that did not care. */
    private static ColumnOrder<byte[]> text() {
        return new ColumnOrder<>(
                "text",
                bound -> Optional.of(bytes(bound)),
                FilterConstants::utf8,
                Arrays::compareUnsigned,
                true);
    }

    private static byte[] bytes(ByteBuffer bound) {
        byte[] bytes = new byte[bound.remaining()];
        bound.duplicate().get(bytes);
        return bytes;
    }

    private static Function<ByteBuffer, Optional<Long>> number(int bytes) {
        return bound -> {
            ByteBuffer value = bound.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            if (value.remaining() != bytes) {
                return Optional.empty();
            }
            return Optional.of(bytes == Integer.BYTES ? (long) value.getInt() : value.getLong());
        };
    }

    /** Whether no value of a row group can lie in one of the ranges, as its statistics say. */
    boolean rulesOut(Statistics statistics, ColumnFilter filter) {
        if (filter.orNull() || !statistics.isSetMin_value() || !statistics.isSetMax_value()) {
            return false;
        }
        boolean exact = statistics.isSetIs_min_value_exact() && statistics.is_min_value_exact
                && statistics.isSetIs_max_value_exact() && statistics.is_max_value_exact;
        if (onlyExact && !exact) {
            return false;
        }
        Optional<V> least = statistic.apply(statistics.min_value);
        Optional<V> greatest = statistic.apply(statistics.max_value);
        if (least.isEmpty() || greatest.isEmpty() || comparator.compare(least.get(), greatest.get()) > 0) {
            return false;
        }
        return filter.ranges().stream().allMatch(range -> misses(range, least.get(), greatest.get()));
    }

    private boolean misses(Range range, V least, V greatest) {
        return range.lower().map(lower -> isBeyond(lower, greatest, -1)).orElse(false)
                || range.upper().map(upper -> isBeyond(upper, least, 1)).orElse(false);
    }

    /** @param side on which the extreme has to lie of the bound: -1 for below it */
    private boolean isBeyond(Bound bound, V extreme, int side) {
        Optional<V> value = constant.apply(bound.value());
        if (value.isEmpty()) {
            return false;
        }
        int compared = Integer.signum(comparator.compare(extreme, value.get()));
        return compared == side || (compared == 0 && !bound.inclusive());
    }
}
