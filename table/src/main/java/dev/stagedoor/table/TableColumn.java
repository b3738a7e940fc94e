package dev.stagedoor.table;

import dev.stagedoor.query.row.TableField;
import java.util.Optional;

/**
 * A column of a table.
 *
 * @param defaultSql the expression whose value rows get that name none, as it was written
 */
public record TableColumn(TableField field, Optional<String> defaultSql, Optional<String> comment) {}
