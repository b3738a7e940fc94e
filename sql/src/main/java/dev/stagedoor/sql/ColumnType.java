package dev.stagedoor.sql;

import java.util.List;
import java.util.Optional;

/** The type of a table's column, as a statement names it; which of them a table can hold is for the tables to say. */
public sealed interface ColumnType {
    /** A type without parameters. Other spellings of the dialect mean one of these: {@code BIGINT UNSIGNED} is {@code UINT64}. */
    enum Simple implements ColumnType {
        BOOLEAN,
        INT8,
        INT16,
        INT32,
        INT64,
        UINT8,
        UINT16,
        UINT32,
        UINT64,
        FLOAT32,
        FLOAT64,
        DATE,
        TIMESTAMP,
        TIMESTAMP_TZ,
        INTERVAL,
        STRING,
        BINARY,
        VARIANT,
        BITMAP,
        GEOMETRY,
        GEOGRAPHY
    }

    /** {@code DECIMAL(precision, scale)}; both as written. Without them 18 and 3, without the scale 0. */
    record Decimal(int precision, int scale) implements ColumnType {}

    /** {@code VECTOR(dimension)} */
    record Vector(int dimension) implements ColumnType {}

    record Array(Element element) implements ColumnType {}

    record Map(Element key, Element value) implements ColumnType {}

    /** @param fields at least one; all of them have names, or none has */
    record Tuple(List<Field> fields) implements ColumnType {
        public Tuple {
            fields = List.copyOf(fields);
        }
    }

    record Field(Optional<String> name, Element element) {}

    /**
     * A type where it stands: of a column, or inside another type.
     *
     * @param nullable true unless {@code NOT NULL} follows; a map's key never is
     */
    record Element(ColumnType type, boolean nullable) {}
}
