package dev.stagedoor.query.row;

import dev.stagedoor.query.row.DataType.Scalar;

/**
 * A column of a result, a field of a tuple.
 *
 * @param nullable whether a cell may be NULL
 */
public record Column(String name, DataType type, boolean nullable) {
    /** A column without NULLs. */
    public static Column of(String name, DataType type) {
        return new Column(name, type, false);
    }

    public static Column nullable(String name, DataType type) {
        return new Column(name, type, true);
    }

    public static Column string(String name) {
        return of(name, Scalar.STRING);
    }

    public static Column nullableString(String name) {
        return nullable(name, Scalar.STRING);
    }

    /** Databend's name of the type, NULL included: {@code UInt64}, {@code Nullable(String)}. */
    public String typeName() {
        return nullable && type != Scalar.NULL ? "Nullable(" + type.typeName() + ")" : type.typeName();
    }
}
