package dev.stagedoor.table;

import dev.stagedoor.table.type.ValueBounds;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** What Iceberg keeps of a data file, so that readers leave it out when a condition holds for none of its rows. */
final class FileMetrics {
    private FileMetrics() {}

    /** @param schema for which the file was written */
    static Metrics of(WrittenFile file, Schema schema) {
        Map<Integer, Integer> parents = TypeUtil.indexParents(schema.asStruct());
        Map<Integer, Long> sizes = new HashMap<>();
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        Map<Integer, Long> nans = new HashMap<>();
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        file.statistics().forEach((id, known) -> {
            Types.NestedField field = schema.findField(id);
            if (field == null) {
                return;
            }
            if (known.columnBytes() > 0) {
                sizes.put(id, known.columnBytes());
            }
            // Of what is repeated in a row there may be more or fewer values than rows: no condition on rows can use them.
            if (!field.type().isPrimitiveType() || isRepeated(id, parents, schema)) {
                return;
            }
            values.put(id, known.values());
            nulls.put(id, known.nulls());
            if (hasNans(field.type())) {
                known.nans().ifPresent(count -> nans.put(id, count));
            }
            known.min().flatMap(text -> ValueBounds.lower(field.type(), text)).ifPresent(bound -> lower.put(id, bound));
            known.max().flatMap(text -> ValueBounds.upper(field.type(), text)).ifPresent(bound -> upper.put(id, bound));
        });
        return new Metrics(file.rows(), sizes, values, nulls, nans, lower, upper);
    }

    private static boolean hasNans(Type type) {
        return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
    }

    private static boolean isRepeated(int id, Map<Integer, Integer> parents, Schema schema) {
        for (Integer parent = parents.get(id); parent != null; parent = parents.get(parent)) {
            Type type = schema.findType(parent);
            if (type.isListType() || type.isMapType()) {
                return true;
            }
        }
        return false;
    }
}
