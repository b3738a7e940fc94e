package dev.stagedoor.table;

import java.util.List;
import java.util.Optional;

/**
 * A table as it is defined.
 *
 * @param columns in their order; at least one, and no two of one name, whatever the case of its letters
 * @param partitionBy its partitions; empty for a table that has none
 * @param clusterBy columns by which the rows of each file are sorted; may be empty
 */
public record NewTable(
        TableId id, List<NewColumn> columns, Optional<String> comment, List<PartitionBy> partitionBy, List<String> clusterBy) {
    public NewTable {
        columns = List.copyOf(columns);
        partitionBy = List.copyOf(partitionBy);
        clusterBy = List.copyOf(clusterBy);
    }

    /** A table whose rows lie as they come. */
    public NewTable(TableId id, List<NewColumn> columns, Optional<String> comment) {
        this(id, columns, comment, List.of(), List.of());
    }
}
