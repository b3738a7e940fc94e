package dev.stagedoor.table.type;

import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.jspecify.annotations.Nullable;

/** To which types a column can be changed while its files stay as they are. */
public final class TypeWidening {
    private TypeWidening() {}

    /** Whether every value of the one type is a value of the other, and Iceberg's readers take the one for the other. */
    public static boolean isAllowed(DataType from, DataType to) {
        if (from.equals(to)) {
            return true;
        }
        if (from == Scalar.FLOAT32 && to == Scalar.FLOAT64) {
            return true;
        }
        if (from instanceof DataType.Decimal(int precision, int scale) && to instanceof DataType.Decimal(int wider, int same)) {
            return wider >= precision && same == scale;
        }
        Range narrow = Range.of(from);
        Range wide = Range.of(to);
        return narrow != null && wide != null && wide.contains(narrow) && isPromoted(from, to);
    }

    private static boolean isPromoted(DataType from, DataType to) {
        Type stored = IcebergTypes.of("", from, new AtomicInteger()::incrementAndGet);
        Type wanted = IcebergTypes.of("", to, new AtomicInteger()::incrementAndGet);
        return TypeUtil.isPromotionAllowed(stored, wanted.asPrimitiveType());
    }

    /** The whole numbers of a type. */
    private record Range(BigInteger smallest, BigInteger largest) {
        /** Null for a type that has others, too. */
        static @Nullable Range of(DataType type) {
            return switch (type) {
                case Scalar scalar ->
                    switch (scalar) {
                        case INT8 -> signed(8);
                        case INT16 -> signed(16);
                        case INT32 -> signed(32);
                        case INT64 -> signed(64);
                        case UINT8 -> unsigned(8);
                        case UINT16 -> unsigned(16);
                        case UINT32 -> unsigned(32);
                        case UINT64 -> unsigned(64);
                        default -> null;
                    };
                case DataType.Decimal(int precision, int scale) -> {
                    BigInteger largest = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
                    yield scale == 0 ? new Range(largest.negate(), largest) : null;
                }
                default -> null;
            };
        }

        private static Range signed(int bits) {
            BigInteger half = BigInteger.TWO.pow(bits - 1);
            return new Range(half.negate(), half.subtract(BigInteger.ONE));
        }

        private static Range unsigned(int bits) {
            return new Range(BigInteger.ZERO, BigInteger.TWO.pow(bits).subtract(BigInteger.ONE));
        }

        boolean contains(Range other) {
            return smallest.compareTo(other.smallest) <= 0 && largest.compareTo(other.largest) >= 0;
        }
    }
}
