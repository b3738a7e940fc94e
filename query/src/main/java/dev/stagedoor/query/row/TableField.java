package dev.stagedoor.query.row;

import java.util.List;
import java.util.Optional;

/**
 * A column of a table, or what is inside one, with the number by which files know it. A name may change, the number never does.
 *
 * @param id Iceberg's field id, unique in the table
 * @param name of the column or of a tuple's field; {@code element}, {@code key} and {@code value} in an Array and a Map
 * @param type as declared, of the children too
 * @param nullable whether a value may be NULL
 * @param children the element of an Array, key and value of a Map, the fields of a Tuple in their order; of others none
 * @param missing the value in rows of files that do not have the column, as a text that DuckDB casts; empty: NULL
 */
public record TableField(int id, String name, DataType type, boolean nullable, List<TableField> children, Optional<String> missing) {
    public TableField {
        children = List.copyOf(children);
    }

    /** A column that is NULL where files do not have it. */
    public TableField(int id, String name, DataType type, boolean nullable, List<TableField> children) {
        this(id, name, type, nullable, children, Optional.empty());
    }

    /** The same without numbers. */
    public Column column() {
        return new Column(name, type, nullable);
    }
}
