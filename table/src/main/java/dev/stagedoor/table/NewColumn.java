package dev.stagedoor.table;

import dev.stagedoor.query.row.DataType;
import java.util.Optional;

/**
 * A column as it is defined.
 *
 * @param defaultSql the expression whose value rows get that name none; kept as text, and not looked at here
 */
public record NewColumn(String name, DataType type, boolean nullable, Optional<String> defaultSql, Optional<String> comment) {
    /** A column with neither default nor comment. */
    public static NewColumn of(String name, DataType type, boolean nullable) {
        return new NewColumn(name, type, nullable, Optional.empty(), Optional.empty());
    }
}
