package dev.stagedoor.table.type;

import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.storage.parquet.ColumnFilter;
import dev.stagedoor.storage.parquet.ColumnFilter.Bound;
import dev.stagedoor.storage.parquet.ColumnFilter.Constant;
import dev.stagedoor.storage.parquet.ColumnFilter.Range;
import dev.stagedoor.storage.parquet.FilterConstants;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column of a table compare, in the bounds of its files and with constants of a query. Only for types in which Iceberg
 * and DuckDB are sure to agree; what cannot be read rules nothing out.
 *
 * @param bound reads what a manifest has, which may be of a narrower type that the column had before
 * @param constant between which two values the constant lies, as DuckDB may read it
 * @param nans whether the column may have NaN, which DuckDB takes for greater than all else and which no bound counts
 */
public record BoundOrder<V>(
        Function<byte[], Optional<V>> bound, Function<Constant, Optional<Near<V>>> constant, Comparator<V> comparator, boolean nans) {
    /** @param utc whether a time without a zone is one of UTC @return empty for a type of which only the number of NULLs is looked at */
    public static Optional<BoundOrder<?>> of(Type stored, DataType declared, boolean utc) {
        return switch (stored.typeId()) {
            case INTEGER -> Optional.of(exact(BoundOrder::integer, FilterConstants::integer, Comparator.naturalOrder()));
            case LONG -> Optional.of(exact(BoundOrder::number, FilterConstants::integer, Comparator.naturalOrder()));
            case FLOAT, DOUBLE ->
                Optional.of(new BoundOrder<Double>(BoundOrder::floating, BoundOrder::nearly, Comparator.naturalOrder(), true));
            case DATE -> Optional.of(exact(BoundOrder::integer, FilterConstants::day, Comparator.naturalOrder()));
            case TIMESTAMP -> {
                boolean zoned = ((Types.TimestampType) stored).shouldAdjustToUTC();
                yield zoned && !utc
                        ? Optional.empty()
                        : Optional.of(exact(BoundOrder::micros, FilterConstants::micros, Comparator.naturalOrder()));
            }
            case DECIMAL -> decimal((Types.DecimalType) stored, declared);
            case STRING -> Optional.of(exact(Optional::of, FilterConstants::utf8, Arrays::compareUnsigned));
            default -> Optional.empty();
        };
    }

    private static <V> BoundOrder<V> exact(
            Function<byte[], Optional<V>> bound, Function<Constant, Optional<V>> constant, Comparator<V> comparator) {
        return new BoundOrder<>(bound, value -> constant.apply(value).map(known -> new Near<>(known, known, true)), comparator, false);
    }

    private static Optional<BoundOrder<?>> decimal(Types.DecimalType type, DataType declared) {
        Function<byte[], Optional<BigDecimal>> bound = bytes -> bytes.length == 0
                ? Optional.empty()
                : Optional.of(new BigDecimal(new BigInteger(bytes), type.scale()));
        if (declared == Scalar.UINT64) {
            return Optional.of(exact(bound, BoundOrder::whole, Comparator.naturalOrder()));
        }
        return type.precision() <= FilterConstants.MAX_DECIMAL_DIGITS
                ? Optional.of(exact(bound, FilterConstants::decimal, Comparator.naturalOrder()))
                : Optional.empty();
    }

    private static Optional<BigDecimal> whole(Constant constant) {
        return constant instanceof Constant.Number(BigDecimal value) && value.scale() == 0 ? Optional.of(value) : Optional.empty();
    }

    private static Optional<Long> integer(byte[] bytes) {
        return bytes.length == Integer.BYTES ? Optional.of((long) buffer(bytes).getInt()) : Optional.empty();
    }

    /** Of four bytes where the column was an integer then. */
    private static Optional<Long> number(byte[] bytes) {
        return bytes.length == Integer.BYTES ? integer(bytes) : micros(bytes);
    }

    private static Optional<Long> micros(byte[] bytes) {
        return bytes.length == Long.BYTES ? Optional.of(buffer(bytes).getLong()) : Optional.empty();
    }

    /** Some writers have put NaN there. Zero has one sign in DuckDB and two in a bound. */
    private static Optional<Double> floating(byte[] bytes) {
        return switch (bytes.length) {
            case Float.BYTES -> floating(buffer(bytes).getFloat());
            case Double.BYTES -> floating(buffer(bytes).getDouble());
            default -> Optional.empty();
        };
    }

    private static Optional<Double> floating(double value) {
        return Double.isNaN(value) ? Optional.empty() : Optional.of(value == 0 ? 0d : value);
    }

    /** DuckDB rounds the constant to the type of the column, which may be that of 32 bits. */
    private static Optional<Near<Double>> nearly(Constant constant) {
        if (!(constant instanceof Constant.Number(BigDecimal value))) {
            return Optional.empty();
        }
        float rounded = value.floatValue();
        return Optional.of(new Near<>((double) Math.nextDown(rounded), (double) Math.nextUp(rounded), false));
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Two values between which a constant lies. @param exact whether both are the constant */
    public record Near<V>(V least, V greatest, boolean exact) {}

    /**
     * Whether no row of a file passes a filter.
     *
     * @param order of the column; null when nothing but its NULLs can be looked at
     * @param rows of the file
     */
    public static boolean rulesOut(@Nullable BoundOrder<?> order, FieldBounds bounds, long rows, ColumnFilter filter) {
        if (bounds.isAllNull(rows)) {
            return !filter.orNull();
        }
        if (filter.orNull() && !bounds.hasNoNull()) {
            return false;
        }
        return filter.ranges().isEmpty() || (order != null && order.missesAll(bounds, filter));
    }

    private boolean missesAll(FieldBounds bounds, ColumnFilter filter) {
        byte[] lower = bounds.lower();
        byte[] upper = bounds.upper();
        Optional<V> least = lower == null ? Optional.empty() : bound.apply(lower);
        Optional<V> greatest = upper == null || (nans && !bounds.hasNoNan()) ? Optional.empty() : bound.apply(upper);
        if (least.isPresent() && greatest.isPresent() && comparator.compare(least.get(), greatest.get()) > 0) {
            return false;
        }
        return filter.ranges().stream().allMatch(range -> misses(range, least, greatest));
    }

    private boolean misses(Range range, Optional<V> least, Optional<V> greatest) {
        return range.lower().isPresent() && greatest.isPresent() && isBelow(greatest.get(), range.lower().get())
                || range.upper().isPresent() && least.isPresent() && isAbove(least.get(), range.upper().get());
    }

    private boolean isBelow(V greatest, Bound bound) {
        Optional<Near<V>> value = constant.apply(bound.value());
        return value.isPresent() && isBeyond(comparator.compare(greatest, value.get().least()), value.get(), bound);
    }

    private boolean isAbove(V least, Bound bound) {
        Optional<Near<V>> value = constant.apply(bound.value());
        return value.isPresent() && isBeyond(comparator.compare(value.get().greatest(), least), value.get(), bound);
    }

    /** @param compared below 0 for beyond the bound */
    private boolean isBeyond(int compared, Near<V> value, Bound bound) {
        return compared < 0 || (compared == 0 && value.exact() && !bound.inclusive());
    }
}
