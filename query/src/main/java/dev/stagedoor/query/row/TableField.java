package dev.stagedoor.query.row;

import java.util.List;

/**
 * A column of a table, or what is inside one, with the number by which files know it. A name may change, the number never does.
 *
 * @param id Iceberg's field id, unique in the table
 * @param name of the column or of a tuple's field; {@code element}, {@code key} and {@code value} in an Array and a Map
 * @param type as declared, of the children too
 * @param nullable whether a value may be NULL
 * @param children the element of an Array, key and value of a Map, the fields of a Tuple in their order; of others none
 */
public record TableField(int id, String name, DataType type, boolean nullable, List<TableField> children) {
    public TableField {
        children = List.copyOf(children);
    }

    /** The same without numbers. */
    public Column column() {
        return new Column(name, type, nullable);
    }
}
