package dev.stagedoor.query.format;

import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Decimal;
import dev.stagedoor.query.row.DataType.Scalar;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.orc.TypeDescription;
import org.apache.orc.storage.common.type.HiveDecimal;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DecimalColumnVector;
import org.apache.orc.storage.ql.exec.vector.DoubleColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.MapColumnVector;
import org.apache.orc.storage.ql.exec.vector.StructColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.UnionColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * A column of an ORC file.
 *
 * @param place among those of the file, from 0
 * @param firstId its number among the types of the file, which those within it follow
 * @param cells makes cells of what the library has read
 */
record OrcColumn(Column column, int place, int firstId, int lastId, Cells cells) {
    /** Makes cells of a vector. */
    @FunctionalInterface
    interface Cells {
        @Nullable Object read(ColumnVector vector, int row);
    }

    /** A type and what makes cells of it. */
    private record Typed(DataType type, Cells cells) {}

    /** The columns of a file. */
    static List<OrcColumn> of(TypeDescription schema) {
        List<TypeDescription> types = schema.getChildren();
        List<Typed> typed = types.stream().map(type -> typed(type, 1)).toList();
        List<Column> named = NamedTypes.columns(schema.getFieldNames(), typed.stream().map(Typed::type).toList());
        List<OrcColumn> columns = new ArrayList<>(named.size());
        for (int i = 0; i < named.size(); i++) {
            columns.add(new OrcColumn(named.get(i), i, types.get(i).getId(), types.get(i).getMaximumId(), typed.get(i).cells));
        }
        return columns;
    }

    private static Typed typed(TypeDescription type, int depth) {
        if (depth > JsonText.MAX_DEPTH) {
            throw new UnreadableFileException("its columns are nested deeper than " + JsonText.MAX_DEPTH + " levels");
        }
        Typed typed = present(type, depth);
        Cells present = typed.cells;
        return new Typed(typed.type, (vector, row) -> {
            int at = vector.isRepeating ? 0 : row;
            return vector.noNulls || !vector.isNull[at] ? present.read(vector, at) : null;
        });
    }

    private static Typed present(TypeDescription type, int depth) {
        return switch (type.getCategory()) {
            case BOOLEAN -> new Typed(Scalar.BOOLEAN, (vector, row) -> whole(vector, row) != 0);
            case BYTE -> new Typed(Scalar.INT8, OrcColumn::whole);
            case SHORT -> new Typed(Scalar.INT16, OrcColumn::whole);
            case INT -> new Typed(Scalar.INT32, OrcColumn::whole);
            case LONG -> new Typed(Scalar.INT64, OrcColumn::whole);
            case FLOAT -> new Typed(Scalar.FLOAT32, (vector, row) -> (float) ((DoubleColumnVector) vector).vector[row]);
            case DOUBLE -> new Typed(Scalar.FLOAT64, (vector, row) -> ((DoubleColumnVector) vector).vector[row]);
            case STRING, CHAR, VARCHAR -> new Typed(Scalar.STRING, OrcColumn::text);
            case BINARY, Geometry, Geography -> new Typed(Scalar.BINARY, OrcColumn::binary);
            case DATE -> new Typed(Scalar.DATE, (vector, row) -> Moments.date(whole(vector, row)));
            case TIMESTAMP ->
                new Typed(Scalar.LOCAL_TIMESTAMP, (vector, row) -> LocalDateTime.ofInstant(moment(vector, row), ZoneOffset.UTC));
            case TIMESTAMP_INSTANT -> new Typed(Scalar.TIMESTAMP, OrcColumn::moment);
            case DECIMAL -> decimal(new Decimal(type.getPrecision(), type.getScale()));
            case LIST -> list(typed(type.getChildren().getFirst(), depth + 1));
            case MAP -> map(typed(type.getChildren().get(0), depth + 1), typed(type.getChildren().get(1), depth + 1));
            case STRUCT -> struct(type.getFieldNames(), typed(type.getChildren(), depth));
            case UNION -> union(typed(type.getChildren(), depth));
        };
    }

    private static List<Typed> typed(List<TypeDescription> types, int depth) {
        return types.stream().map(type -> typed(type, depth + 1)).toList();
    }

    private static long whole(ColumnVector vector, int row) {
        return ((LongColumnVector) vector).vector[row];
    }

    private static String text(ColumnVector vector, int row) {
        BytesColumnVector bytes = (BytesColumnVector) vector;
        return new String(bytes.vector[row], bytes.start[row], bytes.length[row], StandardCharsets.UTF_8);
    }

    private static ByteBuffer binary(ColumnVector vector, int row) {
        BytesColumnVector bytes = (BytesColumnVector) vector;
        byte[] copy = new byte[bytes.length[row]];
        System.arraycopy(bytes.vector[row], bytes.start[row], copy, 0, copy.length);
        return ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }

    private static Instant moment(ColumnVector vector, int row) {
        TimestampColumnVector timestamps = (TimestampColumnVector) vector;
        return Moments.of(Math.floorDiv(timestamps.time[row], 1000L), timestamps.nanos[row]);
    }

    private static Typed decimal(Decimal type) {
        return new Typed(type, (vector, row) -> {
            HiveDecimal value = ((DecimalColumnVector) vector).vector[row].getHiveDecimal(type.precision(), type.scale());
            if (value == null) {
                throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
            BigDecimal exact = value.bigDecimalValue();
            return exact.setScale(type.scale());
        });
    }

    private static Typed list(Typed element) {
        return new Typed(new DataType.Array(element.type), (vector, row) -> {
            ListColumnVector lists = (ListColumnVector) vector;
            int first = (int) lists.offsets[row];
            int length = (int) lists.lengths[row];
            List<@Nullable Object> cells = new ArrayList<>(length);
            for (int i = 0; i < length; i++) {
                cells.add(element.cells.read(lists.child, first + i));
            }
            return cells;
        });
    }

    private static Typed map(Typed key, Typed value) {
        boolean isMap = NamedTypes.isKey(key.type);
        return new Typed(NamedTypes.map(key.type, value.type), (vector, row) -> {
            MapColumnVector maps = (MapColumnVector) vector;
            int first = (int) maps.offsets[row];
            int length = (int) maps.lengths[row];
            Map<Object, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(isMap ? length : 0);
            List<List<@Nullable Object>> pairs = new ArrayList<>();
            for (int i = first; i < first + length; i++) {
                Object each = key.cells.read(maps.keys, i);
                Object to = value.cells.read(maps.values, i);
                if (!isMap) {
                    List<@Nullable Object> pair = new ArrayList<>(2);
                    Collections.addAll(pair, each, to);
                    pairs.add(pair);
                } else if (each == null) {
                    throw new UnreadableFileException("a map has NULL for a key");
                } else {
                    entries.put(each, to);
                }
            }
            return isMap ? entries : pairs;
        });
    }

    private static Typed struct(List<String> names, List<Typed> fields) {
        DataType type = NamedTypes.tuple(names, fields.stream().map(Typed::type).toList());
        return new Typed(type, (vector, row) -> {
            StructColumnVector structs = (StructColumnVector) vector;
            if (fields.isEmpty()) {
                return "{}";
            }
            List<@Nullable Object> cells = new ArrayList<>(fields.size());
            for (int i = 0; i < fields.size(); i++) {
                cells.add(fields.get(i).cells.read(structs.fields[i], row));
            }
            return cells;
        });
    }

    /** The value that is there, as JSON. */
    private static Typed union(List<Typed> kinds) {
        return new Typed(Scalar.VARIANT, (vector, row) -> {
            UnionColumnVector unions = (UnionColumnVector) vector;
            int tag = unions.tags[row];
            Typed kind = kinds.get(tag);
            return CellJson.of(kind.type, kind.cells.read(unions.fields[tag], row));
        });
    }
}
