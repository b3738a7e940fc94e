package dev.stagedoor.query.row;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the cells of a column are: the only vocabulary of types in the engine. Names that others have for a type stand where they are
 * spoken: those of the query engine in {@code engine.query}.
 *
 * <p>A cell is a plain value, so that a row costs no more than what is in it; null is SQL's NULL. Whether a column has NULLs is a property
 * of the {@link Column}, not of its type.
 *
 * <table>
 * <caption>What a cell is in Java</caption>
 * <tr><td>Boolean<td>{@link Boolean}
 * <tr><td>Int8 to Int64, UInt8 to UInt64<td>{@link Long}; of UInt64 the 64 bits, as {@link Long#toUnsignedString(long)} reads them
 * <tr><td>Float32, Float64<td>{@link Float}, {@link Double}
 * <tr><td>Decimal<td>{@link java.math.BigDecimal} of the type's scale
 * <tr><td>String, Interval<td>{@link String}; an Interval's is the text clients get
 * <tr><td>Variant<td>{@link String}: JSON without white space between its tokens
 * <tr><td>Binary<td>{@link java.nio.ByteBuffer}, read-only, from its position to its limit
 * <tr><td>Date, time of day<td>{@link java.time.LocalDate}, {@link java.time.LocalTime}
 * <tr><td>Timestamp<td>{@link java.time.Instant}; without zone {@link java.time.LocalDateTime}
 * <tr><td>Array, Tuple<td>{@link List} of cells, which may be null
 * <tr><td>Map<td>{@link java.util.Map} of cells in the order of its entries; a value may be null
 * </table>
 */
public sealed interface DataType {
    /** Databend's name: {@code UInt64}, {@code Array(String NULL)}. */
    String typeName();

    /** As SQL declares it: {@code BIGINT UNSIGNED}. */
    String sqlName();

    /** Whether the text of a cell depends on the session's zone: whether there may be moments in it. */
    boolean isZoned();

    /** The types without parameters. */
    enum Scalar implements DataType {
        BOOLEAN("Boolean", "BOOLEAN"),
        INT8("Int8", "TINYINT"),
        INT16("Int16", "SMALLINT"),
        INT32("Int32", "INT"),
        INT64("Int64", "BIGINT"),
        UINT8("UInt8", "TINYINT UNSIGNED"),
        UINT16("UInt16", "SMALLINT UNSIGNED"),
        UINT32("UInt32", "INT UNSIGNED"),
        UINT64("UInt64", "BIGINT UNSIGNED"),
        FLOAT32("Float32", "FLOAT"),
        FLOAT64("Float64", "DOUBLE"),
        STRING("String", "VARCHAR"),
        BINARY("Binary", "BINARY"),
        DATE("Date", "DATE"),
        /** A time of day. Databend has no type for it: clients get a String. */
        TIME("String", "VARCHAR"),
        /** A moment: shown in the session's zone. */
        TIMESTAMP("Timestamp", "TIMESTAMP"),
        /** Date and time without zone: shown as they are. */
        LOCAL_TIMESTAMP("Timestamp", "TIMESTAMP"),
        INTERVAL("Interval", "INTERVAL"),
        VARIANT("Variant", "VARIANT"),
        /** Of a bare NULL; its column is nullable, but never called so. */
        NULL("NULL", "NULL");

        private final String typeName;
        private final String sqlName;

        Scalar(String typeName, String sqlName) {
            this.typeName = typeName;
            this.sqlName = sqlName;
        }

        @Override
        public String typeName() {
            return typeName;
        }

        @Override
        public String sqlName() {
            return sqlName;
        }

        @Override
        public boolean isZoned() {
            return this == TIMESTAMP;
        }
    }

    /**
     * A number with a fixed count of digits.
     *
     * @param precision digits in all
     * @param scale of those, digits behind the point
     */
    record Decimal(int precision, int scale) implements DataType {
        /** Sums of integers; 38 digits are what clients can hold. */
        public static final Decimal INT128 = new Decimal(38, 0);

        @Override
        public String typeName() {
            return "Decimal(" + precision + ", " + scale + ")";
        }

        @Override
        public String sqlName() {
            return "DECIMAL(" + precision + ", " + scale + ")";
        }

        @Override
        public boolean isZoned() {
            return false;
        }
    }

    /** A list; elements may be NULL. */
    record Array(DataType element) implements DataType {
        @Override
        public String typeName() {
            return element == Scalar.NULL ? "Array(Nothing)" : "Array(" + nested(element) + ")";
        }

        @Override
        public String sqlName() {
            return "ARRAY(" + element.sqlName() + ")";
        }

        @Override
        public boolean isZoned() {
            return element.isZoned();
        }
    }

    /** Values by unique keys; a value may be NULL, a key not. */
    record Map(DataType key, DataType value) implements DataType {
        @Override
        public String typeName() {
            return value == Scalar.NULL ? "Map(Nothing)" : "Map(" + key.typeName() + ", " + nested(value) + ")";
        }

        @Override
        public String sqlName() {
            return "MAP(" + key.sqlName() + ", " + value.sqlName() + ")";
        }

        @Override
        public boolean isZoned() {
            return key.isZoned() || value.isZoned();
        }
    }

    /** Fields in their order. Clients are told their types, not their names. */
    record Tuple(List<Column> fields) implements DataType {
        public Tuple {
            fields = List.copyOf(fields);
        }

        @Override
        public String typeName() {
            List<String> types = fields.stream().map(field -> field.nullable() ? nested(field.type()) : field.type().typeName()).toList();
            return "Tuple(" + String.join(", ", types) + (types.size() == 1 ? ",)" : ")");
        }

        @Override
        public String sqlName() {
            return fields.stream()
                    .map(field -> field.name() + " " + field.type().sqlName())
                    .collect(Collectors.joining(", ", "TUPLE(", ")"));
        }

        @Override
        public boolean isZoned() {
            return fields.stream().anyMatch(field -> field.type().isZoned());
        }
    }

    private static String nested(DataType type) {
        return type == Scalar.NULL ? type.typeName() : type.typeName() + " NULL";
    }
}
