package dev.stagedoor.query.duckdb;

import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigInteger;

/** Databend's type of a bare integer: the smallest unsigned one that holds it. */
public final class SmallestUnsigned {
    private SmallestUnsigned() {}

    /** @param value not negative */
    public static DataType of(BigInteger value) {
        int bits = value.bitLength();
        if (bits <= 8) {
            return Scalar.UINT8;
        }
        if (bits <= 16) {
            return Scalar.UINT16;
        }
        if (bits <= 32) {
            return Scalar.UINT32;
        }
        // Beyond 64 bits Databend makes a decimal of it.
        return bits <= 64 ? Scalar.UINT64 : DataType.Decimal.INT128;
    }
}
