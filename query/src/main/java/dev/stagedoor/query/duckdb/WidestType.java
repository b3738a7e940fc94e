package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The type that holds every value of two types, each exactly. */
final class WidestType {
    /** Digits that a Decimal may have. */
    private static final int MAX_PRECISION = 38;

    private WidestType() {}

    /** @return empty when there is none */
    static Optional<DataType> of(DataType some, DataType others) {
        if (some.equals(others) || others == Scalar.NULL) {
            return Optional.of(some);
        }
        if (some == Scalar.NULL) {
            return Optional.of(others);
        }
        return switch (some) {
            case DataType.Array(DataType element) when others instanceof DataType.Array(DataType other) ->
                of(element, other).map(DataType.Array::new);
            case DataType.Map(DataType key, DataType value) when others instanceof DataType.Map(DataType otherKey, DataType otherValue) ->
                of(key, otherKey).flatMap(keys -> of(value, otherValue).map(values -> new DataType.Map(keys, values)));
            case DataType.Tuple(List<Column> fields) when others instanceof DataType.Tuple(List<Column> otherFields) ->
                tuple(fields, otherFields);
            case Scalar _, Decimal _ -> scalar(some, others);
            case DataType.Array _, DataType.Map _, DataType.Tuple _ -> Optional.empty();
        };
    }

    private static Optional<DataType> tuple(List<Column> fields, List<Column> others) {
        List<Column> merged = new ArrayList<>(fields);
        for (Column other : others) {
            int at = index(merged, other.name());
            if (at < 0) {
                merged.add(Column.nullable(other.name(), other.type()));
                continue;
            }
            Optional<DataType> type = of(merged.get(at).type(), other.type());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            merged.set(at, new Column(other.name(), type.get(), merged.get(at).nullable() || other.nullable()));
        }
        return Optional.of(new DataType.Tuple(merged));
    }

    private static int index(List<Column> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<DataType> scalar(DataType some, DataType others) {
        if (isTime(some) && isTime(others)) {
            boolean moments = some == Scalar.TIMESTAMP || others == Scalar.TIMESTAMP;
            return Optional.of(moments ? Scalar.TIMESTAMP : Scalar.LOCAL_TIMESTAMP);
        }
        if (isReal(some) || isReal(others)) {
            return real(some, others);
        }
        if (bits(some) > 0 && bits(others) > 0) {
            return integer((Scalar) some, (Scalar) others);
        }
        return digits(some) > 0 && digits(others) > 0 ? decimal(some, others) : Optional.empty();
    }

    private static Optional<DataType> integer(Scalar some, Scalar others) {
        boolean signed = isSigned(some) || isSigned(others);
        int bits = Math.max(bitsAs(some, signed), bitsAs(others, signed));
        return switch (bits) {
            case 8 -> Optional.of(signed ? Scalar.INT8 : Scalar.UINT8);
            case 16 -> Optional.of(signed ? Scalar.INT16 : Scalar.UINT16);
            case 32 -> Optional.of(signed ? Scalar.INT32 : Scalar.UINT32);
            case 64 -> Optional.of(signed ? Scalar.INT64 : Scalar.UINT64);
            default -> decimal(some, others);
        };
    }

    /** An unsigned number takes twice the bits as a signed one. */
    private static int bitsAs(Scalar type, boolean signed) {
        return signed && !isSigned(type) ? 2 * bits(type) : bits(type);
    }

    private static Optional<DataType> decimal(DataType some, DataType others) {
        int scale = Math.max(scale(some), scale(others));
        int precision = Math.max(digits(some) - scale(some), digits(others) - scale(others)) + scale;
        return precision > MAX_PRECISION ? Optional.empty() : Optional.of(new Decimal(precision, scale));
    }

    /** A Float32 holds integers of 16 bits, a Float64 those of 32. */
    private static Optional<DataType> real(DataType some, DataType others) {
        if (!(isReal(some) || bits(some) > 0) || !(isReal(others) || bits(others) > 0)) {
            return Optional.empty();
        }
        int bits = Math.max(bits(some), bits(others));
        if (bits > 32) {
            return Optional.empty();
        }
        boolean wide = bits > 16 || some == Scalar.FLOAT64 || others == Scalar.FLOAT64;
        return Optional.of(wide ? Scalar.FLOAT64 : Scalar.FLOAT32);
    }

    private static boolean isTime(DataType type) {
        return type == Scalar.DATE || type == Scalar.TIMESTAMP || type == Scalar.LOCAL_TIMESTAMP;
    }

    private static boolean isReal(DataType type) {
        return type == Scalar.FLOAT32 || type == Scalar.FLOAT64;
    }

    private static boolean isSigned(Scalar type) {
        return type == Scalar.INT8 || type == Scalar.INT16 || type == Scalar.INT32 || type == Scalar.INT64;
    }

    /** Of an integer; 0 for what is none. */
    private static int bits(DataType type) {
        return switch (type) {
            case Scalar.INT8, Scalar.UINT8 -> 8;
            case Scalar.INT16, Scalar.UINT16 -> 16;
            case Scalar.INT32, Scalar.UINT32 -> 32;
            case Scalar.INT64, Scalar.UINT64 -> 64;
            default -> 0;
        };
    }

    /** The most digits that a number of the type has; 0 for what is no exact number. */
    private static int digits(DataType type) {
        return switch (type) {
            case Decimal(int precision, int _) -> precision;
            case Scalar.INT8, Scalar.UINT8 -> 3;
            case Scalar.INT16, Scalar.UINT16 -> 5;
            case Scalar.INT32, Scalar.UINT32 -> 10;
            case Scalar.INT64 -> 19;
            case Scalar.UINT64 -> 20;
            default -> 0;
        };
    }

    private static int scale(DataType type) {
        return type instanceof Decimal(int _, int scale) ? scale : 0;
    }
}
