package dev.stagedoor.sql;

import java.util.List;
import java.util.Optional;

/**
 * A column as CREATE TABLE and ALTER TABLE define it: {@code name type [NULL | NOT NULL] [DEFAULT expr] [COMMENT '…']}.
 *
 * @param defaultValue the expression after DEFAULT, as a query's parts
 */
public record ColumnDefinition(String name, ColumnType.Element type, Optional<List<QueryPart>> defaultValue, Optional<String> comment) {
    public ColumnDefinition {
        defaultValue = defaultValue.map(List::copyOf);
    }
}
