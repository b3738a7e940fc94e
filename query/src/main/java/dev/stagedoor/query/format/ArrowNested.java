package dev.stagedoor.query.format;

import dev.stagedoor.query.format.ArrowColumn.Typed;
import dev.stagedoor.query.row.DataType;
import dev.stagedoor.query.row.DataType.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Cells that hold others, of files of Arrow. */
final class ArrowNested {
    private ArrowNested() {}

    /** Where the elements of a list lie in the vector of all elements. */
    private record Span(FieldVector elements, int start, int end) {}

    /** @return null for no list */
    private static @Nullable Span span(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        BaseListVector lists = (BaseListVector) vector;
        FieldVector elements = vector.getChildrenFromFields().getFirst();
        int start = lists.getElementStartIndex(row);
        int end = lists.getElementEndIndex(row);
        if (start < 0 || end < start || end > elements.getValueCount()) {
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }
        return new Span(elements, start, end);
    }

    static Typed list(Typed element) {
        return new Typed(new DataType.Array(element.type()), (vector, row) -> {
            Span span = span(vector, row);
            if (span == null) {
                return null;
            }
            List<@Nullable Object> cells = new ArrayList<>(span.end - span.start);
            for (int i = span.start; i < span.end; i++) {
                cells.add(element.cells().read(span.elements, i));
            }
            return cells;
        });
    }

    static Typed struct(List<String> names, List<Typed> fields) {
        DataType type = NamedTypes.tuple(names, fields.stream().map(Typed::type).toList());
        return new Typed(type, (vector, row) -> {
            if (vector.isNull(row)) {
                return null;
            }
            return fields.isEmpty() ? "{}" : cells(vector, row, fields);
        });
    }

    private static List<@Nullable Object> cells(FieldVector vector, int row, List<Typed> fields) {
        List<FieldVector> vectors = vector.getChildrenFromFields();
        List<@Nullable Object> cells = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            cells.add(fields.get(i).cells().read(vectors.get(i), row));
        }
        return cells;
    }

    /** @param fields of an entry, key and value */
    static Typed map(List<Typed> fields) {
        if (fields.size() != 2) {
            throw new UnreadableFileException(ReadSteps.DAMAGED);
        }
        boolean isMap = NamedTypes.isKey(fields.get(0).type());
        return new Typed(NamedTypes.map(fields.get(0).type(), fields.get(1).type()), (vector, row) -> {
            Span span = span(vector, row);
            if (span == null) {
                return null;
            }
            List<List<@Nullable Object>> pairs = new ArrayList<>(span.end - span.start);
            for (int i = span.start; i < span.end; i++) {
                pairs.add(cells((StructVector) span.elements, i, fields));
            }
            return isMap ? entries(pairs) : pairs;
        });
    }

    private static Map<Object, @Nullable Object> entries(List<List<@Nullable Object>> pairs) {
        Map<Object, @Nullable Object> entries = LinkedHashMap.newLinkedHashMap(pairs.size());
        for (List<@Nullable Object> pair : pairs) {
            Object key = pair.get(0);
            if (key == null) {
                throw new UnreadableFileException("a map has NULL for a key");
            }
            entries.put(key, pair.get(1));
        }
        return entries;
    }

    /** The value that is there, as JSON. */
    static Typed union(ArrowType.Union type, List<Typed> kinds) {
        int[] ids = type.getTypeIds();
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < kinds.size(); i++) {
            places.put(ids == null ? i : ids[i], i);
        }
        boolean dense = type.getMode() == UnionMode.Dense;
        return new Typed(Scalar.VARIANT, (vector, row) -> {
            int id = dense ? ((DenseUnionVector) vector).getTypeId(row) : ((UnionVector) vector).getTypeValue(row);
            Integer place = places.get(id);
            if (place == null) {
                throw new UnreadableFileException(ReadSteps.DAMAGED);
            }
            int at = dense ? ((DenseUnionVector) vector).getOffset(row) : row;
            Object cell = kinds.get(place).cells().read(vector.getChildrenFromFields().get(place), at);
            return cell == null ? null : CellJson.of(kinds.get(place).type(), cell);
        });
    }
}
