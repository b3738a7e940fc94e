package dev.stagedoor.engine.query;

import java.math.BigInteger;

/** Databend's type of a bare integer: the smallest unsigned one that holds it. */
enum SmallestUnsigned {
    UINT8("UInt8", "UTINYINT", 8),
    UINT16("UInt16", "USMALLINT", 16),
    UINT32("UInt32", "UINTEGER", 32),
    UINT64("UInt64", "UBIGINT", 64),
    /** Beyond 64 bits Databend makes a decimal of it. */
    DECIMAL("Decimal(38, 0)", "DECIMAL(38, 0)", Integer.MAX_VALUE);

    private final String typeName;
    private final String duckDbName;
    private final int bits;

    SmallestUnsigned(String typeName, String duckDbName, int bits) {
        this.typeName = typeName;
        this.duckDbName = duckDbName;
        this.bits = bits;
    }

    static SmallestUnsigned of(BigInteger value) {
        for (SmallestUnsigned type : values()) {
            if (value.bitLength() <= type.bits) {
                return type;
            }
        }
        return DECIMAL;
    }

    /** As clients know it. */
    String typeName() {
        return typeName;
    }

    /** As DuckDB knows it. */
    String duckDbName() {
        return duckDbName;
    }
}
