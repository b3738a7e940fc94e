package dev.stagedoor.table;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.table.type.IcebergTypes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;

/** The first metadata of a table. */
final class TableDefinition {
    private TableDefinition() {}

    /**
     * @param location the directory of the table, a URI
     * @throws StagedoorException as {@link Warehouse#create}
     */
    static TableMetadata metadata(NewTable table, String location, Clock clock) {
        TableMetadata first = TableMetadata.newTableMetadata(
                schema(table.columns()), PartitionSpec.unpartitioned(), SortOrder.unsorted(), location, TableNotes.first(table, clock));
        // The fields have got other numbers: those of the columns come first now.
        Map<String, String> properties = new HashMap<>(first.properties());
        properties.putAll(TableNotes.ofColumns(table.columns(), first.schema()));
        return first.replaceProperties(properties);
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
