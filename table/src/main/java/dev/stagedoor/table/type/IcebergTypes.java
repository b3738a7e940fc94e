package dev.stagedoor.table.type;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.TableField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Types of SQL as Iceberg's (https://iceberg.apache.org/spec/, "Schemas and Data Types"), and back.
 *
 * <p>Iceberg has no integers of 8 and 16 bits and none without sign. They are kept in the next wider type that has all of their values,
 * and {@link #declared} says what a table must note beside its schema, so that the declared type comes back.
 */
public final class IcebergTypes {
    /** More is neither in Iceberg nor in what clients can hold. */
    private static final int MAX_PRECISION = 38;

    /** {@code UInt64} as a number with sign. */
    private static final Types.DecimalType UNSIGNED_LONG = Types.DecimalType.of(20, 0);

    /** How deep types may be nested: readers of schemas recurse. */
    private static final int MAX_DEPTH = 32;

    private IcebergTypes() {}

    /**
     * Iceberg's type for a column.
     *
     * @param column for the error
     * @param ids gives another number with each call
     * @throws StagedoorException 1002 when tables cannot have the type; 1006 when it does not fit together
     */
    public static Type of(String column, DataType type, IntSupplier ids) {
        return of(column, type, ids, 0);
    }

    private static Type of(String column, DataType type, IntSupplier ids, int depth) {
        if (depth > MAX_DEPTH) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "the type of column '" + column + "' is nested more than " + MAX_DEPTH + " times");
        }
        return switch (type) {
            case Scalar scalar when scalar == Scalar.VARIANT && depth > 0 ->
                throw unsupported(column, type, "inside of another type it cannot be written; make the whole column a VARIANT");
            case Scalar scalar -> of(column, scalar);
            case DataType.Decimal decimal -> of(column, decimal);
            case DataType.Array array -> Types.ListType.ofOptional(ids.getAsInt(), of(column, array.element(), ids, depth + 1));
            case DataType.Map map -> {
                if (!(map.key() instanceof DataType.Decimal) && (!(map.key() instanceof Scalar) || map.key() == Scalar.VARIANT)) {
                    throw unsupported(column, type, "the keys of a map must be numbers, texts, dates or the like");
                }
                yield Types.MapType.ofOptional(
                        ids.getAsInt(), ids.getAsInt(), of(column, map.key(), ids, depth + 1), of(column, map.value(), ids, depth + 1));
            }
            case DataType.Tuple tuple -> of(column, tuple, ids, depth);
        };
    }

    private static Type of(String column, DataType.Decimal decimal) {
        if (decimal.precision() < 1 || decimal.precision() > MAX_PRECISION
                || decimal.scale() < 0 || decimal.scale() > decimal.precision()) {
            throw unsupported(column, decimal, "decimals have 1 to " + MAX_PRECISION + " digits, and at most all of them behind the point");
        }
        return Types.DecimalType.of(decimal.precision(), decimal.scale());
    }

    private static Type of(String column, DataType.Tuple tuple, IntSupplier ids, int depth) {
        if (tuple.fields().isEmpty()) {
            throw unsupported(column, tuple, "a tuple must have a field");
        }
        requireDistinct(tuple.fields().stream().map(Column::name).toList(), "fields of the tuple '" + column + "'");
        List<Types.NestedField> fields = new ArrayList<>();
        for (Column field : tuple.fields()) {
            int id = ids.getAsInt();
            fields.add(Types.NestedField.of(id, field.nullable(), field.name(), of(column, field.type(), ids, depth + 1)));
        }
        return Types.StructType.of(fields);
    }

    private static Type of(String column, Scalar scalar) {
        return switch (scalar) {
            case BOOLEAN -> Types.BooleanType.get();
            case INT8, INT16, INT32, UINT8, UINT16 -> Types.IntegerType.get();
            case INT64, UINT32 -> Types.LongType.get();
            case UINT64 -> UNSIGNED_LONG;
            case FLOAT32 -> Types.FloatType.get();
            case FLOAT64 -> Types.DoubleType.get();
            case STRING -> Types.StringType.get();
            case BINARY -> Types.BinaryType.get();
            case DATE -> Types.DateType.get();
            case TIMESTAMP -> Types.TimestampType.withZone();
            case LOCAL_TIMESTAMP -> Types.TimestampType.withoutZone();
            case VARIANT -> Types.VariantType.get();
            case TIME, INTERVAL, NULL -> throw unsupported(column, scalar, "cast it to another type, such as VARCHAR");
        };
    }

    private static StagedoorException unsupported(String column, DataType type, String advice) {
        String name = type == Scalar.TIME ? "TIME" : type.sqlName();
        return new StagedoorException(
                ErrorCode.UNIMPLEMENTED, "a table cannot have the column '" + column + "' of the type " + name + ": " + advice);
    }

    /** @throws StagedoorException 1006 when two are one, whatever the case of their letters: other engines do not look at it */
    public static void requireDistinct(List<String> names, String what) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.isEmpty() || !seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS,
                        name.isEmpty()
                                ? "the " + what + " must have names"
                                : "two " + what + " are called '" + name + "', whatever the case of the letters: choose other names");
            }
        }
    }

    /** Whether a schema with it needs version 3 of the format. */
    public static boolean needsVersion3(DataType type) {
        return switch (type) {
            case Scalar scalar -> scalar == Scalar.VARIANT;
            case DataType.Decimal _ -> false;
            case DataType.Array array -> needsVersion3(array.element());
            case DataType.Map map -> needsVersion3(map.key()) || needsVersion3(map.value());
            case DataType.Tuple tuple -> tuple.fields().stream().anyMatch(field -> needsVersion3(field.type()));
        };
    }

    /** Whether files with a column of it can be written here. DuckDB writes no Variant inside of another type (2.0.0). */
    public static boolean isWritten(DataType type) {
        return type == Scalar.VARIANT || !needsVersion3(type);
    }

    /**
     * What must be noted of a field beside its schema: the declared type by field id, where Iceberg's does not tell it.
     *
     * @param field with the ids it has in the table
     * @param notes takes them
     */
    public static void declared(Types.NestedField field, DataType type, Map<Integer, String> notes) {
        declared(field.fieldId(), field.type(), type, notes);
    }

    private static void declared(int id, Type stored, DataType type, Map<Integer, String> notes) {
        switch (type) {
            case Scalar scalar -> {
                if (natural(stored) != scalar) {
                    notes.put(id, scalar.typeName());
                }
            }
            case DataType.Decimal _ -> {
                // Iceberg's type tells all.
            }
            case DataType.Array array -> {
                Types.ListType list = stored.asListType();
                declared(list.elementId(), list.elementType(), array.element(), notes);
            }
            case DataType.Map map -> {
                Types.MapType stores = stored.asMapType();
                declared(stores.keyId(), stores.keyType(), map.key(), notes);
                declared(stores.valueId(), stores.valueType(), map.value(), notes);
            }
            case DataType.Tuple tuple -> {
                List<Types.NestedField> fields = stored.asStructType().fields();
                for (int i = 0; i < fields.size(); i++) {
                    declared(fields.get(i), tuple.fields().get(i).type(), notes);
                }
            }
        }
    }

    /**
     * A field of a table.
     *
     * @param notes what {@link #declared} gave, and maybe more
     * @throws StagedoorException 1002 when another engine has given it a type that cannot be read here
     */
    public static TableField field(Types.NestedField field, Map<Integer, String> notes) {
        TableField read = field(field.name(), field.fieldId(), field.name(), field.type(), field.isOptional(), notes);
        return new TableField(read.id(), read.name(), read.type(), read.nullable(), read.children(), FieldDefaults.text(field));
    }

    private static TableField field(String column, int id, String name, Type type, boolean nullable, Map<Integer, String> notes) {
        return switch (type.typeId()) {
            case LIST -> {
                Types.ListType list = type.asListType();
                TableField element = field(column, list.elementId(), "element", list.elementType(), list.isElementOptional(), notes);
                yield new TableField(id, name, new DataType.Array(element.type()), nullable, List.of(element));
            }
            case MAP -> {
                Types.MapType map = type.asMapType();
                TableField key = field(column, map.keyId(), "key", map.keyType(), false, notes);
                TableField value = field(column, map.valueId(), "value", map.valueType(), map.isValueOptional(), notes);
                yield new TableField(id, name, new DataType.Map(key.type(), value.type()), nullable, List.of(key, value));
            }
            case STRUCT -> {
                List<TableField> fields = type.asStructType().fields().stream()
                        .map(member -> field(column, member.fieldId(), member.name(), member.type(), member.isOptional(), notes))
                        .toList();
                DataType tuple = new DataType.Tuple(fields.stream().map(TableField::column).toList());
                yield new TableField(id, name, tuple, nullable, fields);
            }
            default -> new TableField(id, name, scalar(column, id, type, notes), nullable, List.of());
        };
    }

    private static DataType scalar(String column, int id, Type type, Map<Integer, String> notes) {
        if (type instanceof Types.DecimalType decimal) {
            DataType plain = new DataType.Decimal(decimal.precision(), decimal.scale());
            return noted(id, type, notes).orElse(plain);
        }
        Scalar natural = natural(type);
        if (natural == null) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "column '" + column + "' is of Iceberg's type " + type + ", which cannot be read here: read it with another engine");
        }
        return noted(id, type, notes).orElse(natural);
    }

    /** A note counts as long as the type is the one it was made for: another engine may have widened it. */
    private static Optional<DataType> noted(int id, Type type, Map<Integer, String> notes) {
        String note = notes.get(id);
        for (Scalar scalar : List.of(Scalar.INT8, Scalar.INT16, Scalar.UINT8, Scalar.UINT16, Scalar.UINT32, Scalar.UINT64)) {
            if (scalar.typeName().equals(note) && of("", scalar).equals(type)) {
                return Optional.of(scalar);
            }
        }
        return Optional.empty();
    }

    /** What a type is without a note; null when it is nothing of ours. */
    private static @Nullable Scalar natural(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> Scalar.BOOLEAN;
            case INTEGER -> Scalar.INT32;
            case LONG -> Scalar.INT64;
            case FLOAT -> Scalar.FLOAT32;
            case DOUBLE -> Scalar.FLOAT64;
            case STRING -> Scalar.STRING;
            case BINARY -> Scalar.BINARY;
            case DATE -> Scalar.DATE;
            case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC() ? Scalar.TIMESTAMP : Scalar.LOCAL_TIMESTAMP;
            case VARIANT -> Scalar.VARIANT;
            default -> null;
        };
    }
}
