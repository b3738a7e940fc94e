package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.FileLayout;
import dev.stagedoor.table.type.IcebergTypes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The first metadata of a table. */
final class TableDefinition {
    private TableDefinition() {}

    /**
     * @param location the directory of the table, a URI
     * @throws StagedoorException as {@link Warehouse#create}
     */
    static TableMetadata metadata(NewTable table, String location, Clock clock) {
        Schema schema = schema(table.columns());
        TableMetadata first = TableMetadata.newTableMetadata(
                schema, partitions(table, schema), order(table, schema), location, TableNotes.first(table, clock));
        // The fields have got other numbers: those of the columns come first now.
        Map<String, String> properties = new HashMap<>(first.properties());
        properties.putAll(TableNotes.ofColumns(table.columns(), first.schema()));
        return first.replaceProperties(properties);
    }

    private static PartitionSpec partitions(NewTable table, Schema schema) {
        if (table.partitionBy().size() > FileLayout.MAX_PARTS) {
            throw new StagedoorException(
                    ErrorCode.BAD_ARGUMENTS, "PARTITION BY takes at most " + FileLayout.MAX_PARTS + " columns and functions of them");
        }
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        for (PartitionBy part : table.partitionBy()) {
            Types.NestedField field = column(schema, part.column(), "PARTITION BY");
            if (field.type().typeId() == Type.TypeID.FLOAT || field.type().typeId() == Type.TypeID.DOUBLE) {
                throw new StagedoorException(
                        ErrorCode.UNIMPLEMENTED,
                        "column '" + field.name() + "' cannot part a table: floating point has values that are equal and not the same");
            }
            try {
                add(part, field.name(), spec);
            } catch (IllegalArgumentException | ValidationException e) {
                throw unfit("PARTITION BY", field.name(), e);
            }
        }
        try {
            return spec.build();
        } catch (IllegalArgumentException | ValidationException e) {
            throw unfit("PARTITION BY", table.partitionBy().getFirst().column(), e);
        }
    }

    private static void add(PartitionBy part, String column, PartitionSpec.Builder spec) {
        switch (part.transform()) {
            case IDENTITY -> spec.identity(column);
            case YEAR -> spec.year(column);
            case MONTH -> spec.month(column);
            case DAY -> spec.day(column);
            case HOUR -> spec.hour(column);
            case BUCKET -> spec.bucket(column, part.width());
            case TRUNCATE -> spec.truncate(column, part.width());
        }
    }

    private static SortOrder order(NewTable table, Schema schema) {
        SortOrder.Builder order = SortOrder.builderFor(schema);
        for (String name : table.clusterBy()) {
            Types.NestedField field = column(schema, name, "CLUSTER BY");
            if (!field.type().isPrimitiveType()) {
                throw new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS, "CLUSTER BY: column '" + field.name() + "' has no order: choose one of a simple type");
            }
            order.asc(field.name());
        }
        return order.build();
    }

    private static StagedoorException unfit(String clause, String column, RuntimeException e) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, clause + " does not fit column '" + column + "': " + e.getMessage(), e);
    }

    private static Types.NestedField column(Schema schema, String name, String clause) {
        Types.NestedField exact = schema.asStruct().field(name);
        return Optional.ofNullable(exact == null ? schema.asStruct().caseInsensitiveField(name) : exact)
                .orElseThrow(() -> new StagedoorException(
                        ErrorCode.BAD_ARGUMENTS, clause + ": the table has no column '" + name + "'"));
    }

    private static Schema schema(List<NewColumn> columns) {
        if (columns.isEmpty()) {
            throw new StagedoorException(ErrorCode.BAD_ARGUMENTS, "a table must have a column");
        }
        IcebergTypes.requireDistinct(columns.stream().map(NewColumn::name).toList(), "columns");
        var ids = new AtomicInteger();
        List<Types.NestedField> fields = new ArrayList<>();
        for (NewColumn column : columns) {
            int id = ids.incrementAndGet();
            var type = IcebergTypes.of(column.name(), column.type(), ids::incrementAndGet);
            fields.add(Types.NestedField.of(id, column.nullable(), column.name(), type, column.comment().orElse(null)));
        }
        return new Schema(fields);
    }
}
