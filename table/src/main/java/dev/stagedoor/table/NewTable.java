package dev.stagedoor.table;

import java.util.List;
import java.util.Optional;

/**
 * A table as it is defined.
 *
 * @param columns in their order; at least one, and no two of one name, whatever the case of its letters
 */
public record NewTable(TableId id, List<NewColumn> columns, Optional<String> comment) {
    public NewTable {
        columns = List.copyOf(columns);
    }
}
