package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.query.row.FileLayout.Sort;
import dev.stagedoor.query.row.FileLayout.Transform;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How the rows of a table lie in its files, from Iceberg's partition spec and sort order; and the partitions of files back to Iceberg. */
final class LayoutReader {
    private static final Pattern WIDE = Pattern.compile("(bucket|truncate)\\[(\\d{1,9})]");

    private LayoutReader() {}

    /** As {@link Table#layout}. */
    static FileLayout layout(TableId id, Schema schema, PartitionSpec spec, SortOrder order) {
        List<FileLayout.Partition> partitions = new ArrayList<>();
        for (PartitionField field : spec.fields()) {
            int column = column(schema, field.sourceId());
            Optional<FileLayout.Partition> known = column < 0 || isFloating(schema.columns().get(column).type())
                    ? Optional.empty()
                    : partition(column, field.transform().toString());
            partitions.add(known.orElseThrow(() -> new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "another engine has partitioned the table " + id + " by '" + field.name()
                            + "' in a way that is not written here: write to it with that engine")));
        }
        if (partitions.size() > FileLayout.MAX_PARTS) {
            throw new StagedoorException(
                    ErrorCode.UNIMPLEMENTED,
                    "the table " + id + " is partitioned in more than " + FileLayout.MAX_PARTS + " ways: write to it with another engine");
        }
        return new FileLayout(partitions, sortedBy(schema, order));
    }

    private static boolean isFloating(Type type) {
        return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
    }

    private static Optional<FileLayout.Partition> partition(int column, String transform) {
        Matcher wide = WIDE.matcher(transform);
        if (wide.matches()) {
            Transform known = wide.group(1).equals("bucket") ? Transform.BUCKET : Transform.TRUNCATE;
            return Optional.of(new FileLayout.Partition(column, known, Integer.parseInt(wide.group(2))));
        }
        return switch (transform) {
            case "identity" -> Optional.of(new FileLayout.Partition(column, Transform.IDENTITY, 0));
            case "year" -> Optional.of(new FileLayout.Partition(column, Transform.YEAR, 0));
            case "month" -> Optional.of(new FileLayout.Partition(column, Transform.MONTH, 0));
            case "day" -> Optional.of(new FileLayout.Partition(column, Transform.DAY, 0));
            case "hour" -> Optional.of(new FileLayout.Partition(column, Transform.HOUR, 0));
            default -> Optional.empty();
        };
    }

    /** Below 0 for what is inside of a column, or not there. */
    private static int column(Schema schema, int id) {
        for (int i = 0; i < schema.columns().size(); i++) {
            if (schema.columns().get(i).fieldId() == id) {
                return i;
            }
        }
        return -1;
    }

    /** None when Iceberg's order has more than columns: files need not be sorted. */
    static List<Sort> sortedBy(Schema schema, SortOrder order) {
        List<Sort> sortedBy = new ArrayList<>();
        for (SortField field : order.fields()) {
            int column = column(schema, field.sourceId());
            if (column < 0 || !field.transform().isIdentity()) {
                return List.of();
            }
            sortedBy.add(new Sort(column, field.direction() == SortDirection.ASC, field.nullOrder() == NullOrder.NULLS_FIRST));
        }
        return sortedBy;
    }

    /** The partition of a file as Iceberg has it. @param values of {@link WrittenFile#partition} */
    static PartitionData partition(PartitionSpec spec, List<Optional<String>> values) {
        Types.StructType type = spec.partitionType();
        PartitionData partition = new PartitionData(type);
        for (int i = 0; i < values.size(); i++) {
            partition.set(i, values.get(i).map(value(type.fields().get(i).type())).orElse(null));
        }
        return partition;
    }

    private static Function<String, Object> value(Type type) {
        return text -> switch (type.typeId()) {
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER, DATE -> Integer.valueOf(text);
            case LONG, TIMESTAMP -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text).setScale(((Types.DecimalType) type).scale());
            case STRING -> text;
            case BINARY -> ByteBuffer.wrap(HexFormat.of().parseHex(text));
            default -> throw new IllegalStateException("no partition is of the type " + type);
        };
    }
}
